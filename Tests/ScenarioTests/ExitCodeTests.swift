import Testing

@Suite struct ExitCodeTests {
  static let unguarded = "Scenarios/Hazards/double-deduction/unguarded.jsonc"
  static let guarded = "Scenarios/Hazards/double-deduction/idempotency-key.jsonc"

  @Test func `0 means that every run was as expected`() throws {
    let whole = try WholeSweep.random.get()
    #expect(whole.code == 0, "\(whole.errors)")
    let ending = try OrreryCommand.run("orrery run Scenarios/Tour Scenarios/Brokers --seeds 1..20")
    #expect(ending.code == 0, "\(ending.errors)")
    let lines = ending.lines.filter { $0.hasPrefix("Scenarios/") }
    let named = ["Scenarios/Tour/", "Scenarios/Brokers/"].flatMap { folder in
      Project.scenarios.filter { $0.hasPrefix(folder) }
    }
    #expect(lines.map { String($0.prefix { $0 != " " }) } == named)
  }

  @Test func `1 means that a law was broken that should hold`() throws {
    let scratch = try ScratchFolder()
    let text = Project.text(ExitCodeTests.unguarded)
    try scratch.write(
      "a.jsonc", text.replacing("\"verdict\": \"violated\"", with: "\"verdict\": \"holds\""))
    let ending = try scratch.run("orrery run a.jsonc --seed 7")
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("a.jsonc  VIOLATED in 1 of 1 seed\n"))
    for label in [
      "violated  ", "expected  ", "seen      ", "because   ", "replay    ", "digest    ",
    ] {
      #expect(ending.output.contains("\n\(label)"), "\(label)")
    }
  }

  @Test func `1 means as well that an expected failure did not come`() throws {
    let line = "orrery replay \(ExitCodeTests.unguarded) --seed 7"
    #expect(try OrreryCommand.run(line).code == 1)
    #expect(try OrreryCommand.run("\(line) --without die-before-reply").code == 0)
    let scratch = try ScratchFolder()
    let text = Project.text(ExitCodeTests.unguarded).replacing(
      "\"unguarded\" }", with: "\"idempotency-key\" }")
    try scratch.write("a.jsonc", text)
    let ending = try scratch.run("orrery run a.jsonc --seeds 1..2")
    #expect(ending.code == 1)
    #expect(ending.output == "a.jsonc  HELD in 2 seeds, yet the scenario expects it to be broken\n")
  }

  @Test func `2 means that a run ended before it could be judged`() throws {
    let scratch = try ScratchFolder()
    let text = Project.text("Scenarios/Tour/01-first-order.jsonc")
      .replacing("\"workload\": [", with: "\"limits\": { \"events\": 5 },\n\"workload\": [")
    try scratch.write("a.jsonc", text)
    let ending = try scratch.run("orrery run a.jsonc --seed 1")
    #expect(ending.code == 2, "\(ending.errors)")
    #expect(ending.output.contains("undecided"))
    #expect(!ending.errors.contains("no violation"), "nothing follows from what was not judged")
    let replay = try scratch.run("orrery replay a.jsonc --seed 1")
    #expect(replay.code == 2)
    #expect(replay.output.hasPrefix("undecided seed 1: "))
  }

  @Test func `4 means that there was nothing to run`() throws {
    let scratch = try ScratchFolder()
    try scratch.write("notes.txt", "no scenario")
    for verb in ["run", "check"] {
      let ending = try scratch.run("orrery \(verb) .")
      #expect(ending.code == 4)
      #expect(ending.output.isEmpty)
      #expect(ending.errors.contains("no scenario file"))
    }
  }

  @Test func `64 means that the command line was not understood`() throws {
    let lines = [
      "orrery", "orrery rum", "orrery run", "orrery run --sedes 1 Scenarios",
      "orrery run Scenarios --seeds 1-7x", "orrery run Scenarios --seed 1 --seeds 1..2",
      "orrery replay a.jsonc b.jsonc", "orrery list nothing", "orrery bench W9",
      "orrery run Scenarios --policy best", "orrery completion tcsh",
      "ORRERY_SEED=1 ORRERY_SEEDS=1..2 orrery run Scenarios",
    ]
    for line in lines {
      let ending = try OrreryCommand.run(line)
      #expect(ending.code == 64, "\(line): \(ending.output)")
      #expect(ending.output.isEmpty, "\(line)")
      #expect(ending.errors.hasPrefix("error: "), "\(line): \(ending.errors)")
    }
    let without = try OrreryCommand.run("orrery replay \(ExitCodeTests.unguarded) --without storm")
    #expect(without.code == 64)
    #expect(without.errors.contains("it has die-before-reply"), "\(without.errors)")
    let twice = try OrreryCommand.run("orrery run Scenarios --seeds x")
    #expect(twice.errors.hasPrefix("error: --seeds: 'x' is not a seed such as"))
    let typo = try OrreryCommand.run("orrery run --sedes 1..2 Scenarios")
    #expect(typo.errors.contains("did you mean '--seeds'?"))
  }

  @Test func `a seed on the command line overrules seeds in the environment`() throws {
    let ending = try OrreryCommand.run(
      "ORRERY_SEEDS=1..9 orrery run \(ExitCodeTests.guarded) --seed 7")
    #expect(ending.output.contains("holds in 1 seed\n"))
    let other = try OrreryCommand.run(
      "ORRERY_SEED=7 orrery run \(ExitCodeTests.guarded) --seeds 1..4")
    #expect(other.output.contains("holds in 4 seeds\n"))
  }

  @Test func `65 means that a scenario is wrong, and the others are run all the same`() throws {
    let scratch = try ScratchFolder()
    try scratch.write("bad.jsonc", "{ \"version\": 1, \"servics\": {} }")
    try scratch.write("good.jsonc", Project.text("Scenarios/Tour/01-first-order.jsonc"))
    let ending = try scratch.run("orrery run . --seeds 1..2")
    #expect(ending.code == 65)
    #expect(ending.output == "./good.jsonc  holds in 2 seeds\n")
    #expect(ending.errors.contains("./bad.jsonc:1:17: error: "))
    #expect(try scratch.run("orrery check .").code == 65)
    #expect(try scratch.run("orrery replay bad.jsonc --seed 1").code == 65)
  }

  @Test func `66 means that a file cannot be read`() throws {
    let scratch = try ScratchFolder()
    for verb in ["run", "replay", "check"] {
      for path in ["missing.jsonc", "missing/a.jsonc"] {
        let ending = try scratch.run("orrery \(verb) \(path)")
        #expect(ending.code == 66, "\(verb) \(path)")
        #expect(ending.output.isEmpty)
        #expect(ending.errors == "error: cannot read '\(path)': No such file or directory\n")
      }
    }
    #expect(try scratch.run("orrery replay .").code == 66)
    let topic = try scratch.run("orrery explain faults.whn")
    #expect(topic.code == 66)
    #expect(topic.errors.contains("did you mean 'faults.when'?"), "\(topic.errors)")
    #expect(topic.errors.count < 200)
    #expect(try scratch.run("orrery --cwd missing list").code == 66)
  }

  @Test(.enabled(if: Device.full.exists)) func `73 means that the output was lost`() throws {
    let ending = try OrreryCommand.run("orrery list > /dev/full")
    #expect(ending.code == 73)
    #expect(ending.errors.contains("cannot write the output: "))
    let run = try OrreryCommand.run("orrery run \(ExitCodeTests.guarded) --seeds 1..2 > /dev/full")
    #expect(run.code == 73)
  }

  @Test func `3 means that one seed gave two different runs`() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "leaky.jsonc",
      """
      { "version": 1, "name": "leaky", "services": { "leaky": { "kind": "HashOrder" } },
        "workload": [ { "id": "ask", "from": "client:alice", "do": "ask", "at": "1ms" } ] }
      """)
    let ending = try scratch.run("LeakyShop selfcheck leaky.jsonc --seeds 1..3")
    #expect(ending.code == 3)
    #expect(ending.output.hasPrefix("DIFFERENT  leaky.jsonc  "), "\(ending.output)")
    #expect(ending.output.contains("\nlikely    hash order: "))
    #expect(try OrreryCommand.run("orrery selfcheck Scenarios/Tour --seeds 1..3").code == 0)
  }

  @Test(arguments: [("INT", 130 as Int32), ("TERM", 143)])
  func `130 and 143 mean that it was stopped and what was done is printed`(
    _ signal: String, _ code: Int32
  ) throws {
    // The loop is a bound, not a wait: the command ends with the run that is under way.
    let ending = try OrreryCommand.run(
      """
      orrery run \(ExitCodeTests.unguarded) --seeds 1..100000000 & child=$!
      \(OrreryCommand.untilHeard)
      sleep 2; kill -\(signal) $child
      for i in $(seq 100); do kill -0 $child 2>/dev/null || break; sleep 0.1; done
      kill -9 $child 2>/dev/null; wait $child
      """)
    #expect(ending.code == code)
    #expect(ending.output.hasPrefix(ExitCodeTests.unguarded + "  broken in "))
    #expect(ending.errors.contains("stopped after "))
  }
}
