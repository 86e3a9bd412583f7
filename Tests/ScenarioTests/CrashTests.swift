import Testing

/// Sweeps over services that bring down the process they run in.
@Suite struct CrashTests {
  /// A folder with a scenario in which a service behaves badly under one seed in sixteen, 10 and 26 and so on.
  private static func scratch(_ manner: String, limits: String = "{}") throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(
      "\(manner).jsonc",
      """
      { "version": 1, "name": "\(manner)", "limits": \(limits),
        "services": { "rude": { "kind": "Rude", "config": { "manner": "\(manner)" } } },
        "workload": [ { "id": "ask", "from": "client:alice", "do": "provoke", "at": "1ms" } ] }
      """)
    return scratch
  }

  @Test(arguments: [
    ("trap", "the code trapped: Swift/ContiguousArrayBuffer.swift:"),
    ("exit", "the code ended the process: with code 0"),
    ("recursion", "the code trapped: signal 11"),
  ])
  func `code that ends its process is a failure of its seed`(
    _ manner: String, _ seen: String
  ) throws {
    let scratch = try CrashTests.scratch(manner)
    let ending = try scratch.run("RudeShop run \(manner).jsonc --seeds 1..20")
    #expect(ending.code == 1, "\(ending.errors)")
    #expect(ending.output.hasPrefix("\(manner).jsonc  VIOLATED in 1 of 20 seeds\n"))
    #expect(ending.output.contains("violated  no-crash  under seed 10\n"))
    #expect(ending.output.contains("\nseen      \(seen)"), "\(ending.output)")
    #expect(ending.output.hasSuffix("\nreplay    rude-shop replay \(manner).jsonc --seed 10\n"))
    for jobs in ["1", "3", "2 --isolated"] {
      let other = try scratch.run("RudeShop run \(manner).jsonc --seeds 1..20 -j \(jobs)")
      #expect(other.output == ending.output, "-j \(jobs)")
      #expect(other.code == 1)
    }
  }

  @Test func `a law that traps is undecided and costs no other law or seed its verdict`() throws {
    let scratch = try CrashTests.scratch("law")
    for jobs in ["1", "2 --isolated"] {
      let ending = try scratch.run("RudeShop run law.jsonc --seeds 1..20 -j \(jobs)")
      #expect(ending.code == 2, "\(ending.errors)")
      #expect(ending.output.hasPrefix("law.jsonc  undecided: "), "\(ending.output)")
      let seen = "the law 'well-meant' trapped, so that nothing is known of it: Swift/"
      #expect(ending.output.contains(seen), "\(ending.output)")
      #expect(!ending.output.contains("VIOLATED"))
    }
    let counted = try scratch.run("RudeShop run law.jsonc --seeds 1..20 --json")
    let words = counted.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains(#""violated": 0, "crashed": 0,"#), "\(words)")
    let answered = #""id": "answered", "kind": "always", "held": 20, "violated": 0, "runs": 20"#
    #expect(words.contains(answered), "\(words)")
    let meant = #""id": "well-meant", "kind": "always", "held": 19, "violated": 0, "runs": 20"#
    #expect(words.contains(meant), "\(words)")
  }

  @Test func `what another law finds is told in a run in which a law traps`() throws {
    let scratch = try CrashTests.scratch("law-and-more")
    let ending = try scratch.run("RudeShop run law-and-more.jsonc --seeds 1..20")
    #expect(ending.code == 1, "\(ending.errors)")
    #expect(ending.output.hasPrefix("law-and-more.jsonc  VIOLATED in 1 of 20 seeds\n"))
    #expect(ending.output.contains("violated  answered"), "\(ending.output)")
    #expect(!ending.output.contains("no-crash"), "\(ending.output)")
  }

  @Test func `a single seed under which a law traps is undecided`() throws {
    let scratch = try CrashTests.scratch("law")
    let ending = try scratch.run("RudeShop run law.jsonc --seed 10")
    #expect(ending.code == 2, "\(ending.errors)")
    #expect(ending.output.contains("the law 'well-meant' trapped"), "\(ending.output)")
  }

  @Test func `a replay of a seed under which a law traps says what the run says`() throws {
    let scratch = try CrashTests.scratch("law")
    let ending = try scratch.run("RudeShop replay law.jsonc --seed 10")
    #expect(ending.code == 2, "\(ending.errors)")
    let seen = "the law 'well-meant' trapped, so that nothing is known of it: Swift/"
    #expect(ending.output.hasPrefix("undecided seed 10: the check broke down"), "\(ending.output)")
    #expect(ending.output.contains(seen), "\(ending.output)")
    #expect(ending.output.contains("rude.provoke request"), "\(ending.output)")
    let other = try CrashTests.scratch("law-and-more")
    let violated = try other.run("RudeShop replay law-and-more.jsonc --seed 10")
    #expect(violated.code == 1, "\(violated.errors)")
    #expect(violated.output.contains("answered"), "\(violated.output)")
  }

  @Test func `a replay without a fault says of a law that traps what one with it says`() throws {
    let scratch = try CrashTests.scratch(
      "law",
      limits:
        #"{}, "faults": [{ "id": "late", "when": { "at": "1s" }, "do": { "crash": true }, "on": "rude" }]"#
    )
    let ending = try scratch.run("RudeShop replay law.jsonc --seed 10 --without late")
    #expect(ending.code == 2, "\(ending.errors)")
    #expect(ending.output.contains("the law 'well-meant' trapped"), "\(ending.output)")
  }

  @Test func `what a trap says is left out where values are`() throws {
    let scratch = try CrashTests.scratch(
      "trap", limits: "{}, \"record\": { \"redact\": [\"card\"] }")
    let ending = try scratch.run("RudeShop run trap.jsonc --seeds 1..20")
    #expect(ending.output.contains("Fatal error: [redacted]\n"), "\(ending.output)")
    #expect(!ending.output.contains("out of range"))
    let single = try scratch.run("RudeShop run trap.jsonc --seed 10")
    #expect(!(single.output + single.errors).contains("out of range"), "\(single.errors)")
  }

  @Test func `a single seed that traps is a failure like any other`() throws {
    let scratch = try CrashTests.scratch("trap")
    let ending = try scratch.run("RudeShop run trap.jsonc --seed 10")
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("trap.jsonc  VIOLATED in 1 of 1 seed\n"))
    let other = try scratch.run("RudeShop run - --seed 10 < trap.jsonc")
    #expect(other.code == 1)
    #expect(other.output.hasPrefix("-  VIOLATED in 1 of 1 seed\n"), "\(other.output)")
  }

  @Test func `a service that loops without awaiting is a failure of its seed`() throws {
    let scratch = try CrashTests.scratch("loop", limits: "{ \"wall\": \"300ms\" }")
    let ending = try scratch.run("RudeShop run loop.jsonc --seeds 10..18 --isolated")
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("loop.jsonc  VIOLATED in 1 of 9 seeds\n"), "\(ending.output)")
    #expect(ending.output.contains("\nseen      the code does not come back: "))
    #expect(ending.output.contains(" on rude-1 does not come back"))
  }

  @Test func `a service that allocates without end is a failure of its seed`() throws {
    let scratch = try CrashTests.scratch("hoard", limits: "{ \"memory\": \"150MiB\" }")
    let ending = try scratch.run("RudeShop run hoard.jsonc --seeds 10..18 --isolated")
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("hoard.jsonc  VIOLATED in 1 of 9 seeds\n"), "\(ending.output)")
    #expect(ending.output.contains("more memory than the scenario allows"))
  }

  @Test func `all failures of one kind are one cause`() throws {
    let scratch = try CrashTests.scratch("trap")
    let ending = try scratch.run("RudeShop run trap.jsonc --seeds 1..40 --json")
    #expect(ending.output.matches(of: /"property": "no-crash"/).count == 1)
    #expect(ending.output.contains("\"crashed\": 2,"))
    #expect(ending.output.contains("\"event\": \"trap\""))
  }

  @Test func `a sweep stops after as many failures as were asked for`() throws {
    let scratch = try CrashTests.scratch("trap")
    let one = try scratch.run("RudeShop run trap.jsonc --seeds 3..2000 --stop-after 2 -j 1")
    #expect(one.output.hasPrefix("trap.jsonc  VIOLATED in 2 of 24 seeds\n"), "\(one.output)")
    let two = try scratch.run("RudeShop run trap.jsonc --seeds 3..2000 --stop-after 2 -j 2")
    #expect(one.output == two.output)
  }
}
