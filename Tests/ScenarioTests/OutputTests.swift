import Foundation
import Testing

@Suite struct OutputTests {
  private let failing = "orrery replay \(ExitCodeTests.unguarded) --seed 7"

  @Test func `results go to one stream and everything about them to the other`() throws {
    let ending = try OrreryCommand.run("orrery run \(ExitCodeTests.guarded) --seeds 1..5")
    #expect(ending.output == "\(ExitCodeTests.guarded)  holds in 5 seeds\n")
    #expect(ending.errors.hasPrefix("no violation in 5 seeds"))
    let quiet = try OrreryCommand.run("orrery run -q \(ExitCodeTests.guarded) --seeds 1..5")
    #expect(quiet.output == ending.output)
    #expect(quiet.errors.isEmpty)
  }

  @Test func `a short command shows no progress`() throws {
    let ending = try OrreryCommand.run("orrery run \(ExitCodeTests.guarded) --seeds 1..2")
    #expect(!ending.errors.contains("runs"))
    #expect(!ending.errors.contains("\r"))
  }

  @Test func `nothing is coloured unless it is asked for`() throws {
    let escape: Character = "\u{1B}"
    for environment: [String: String?] in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
      let ending = try OrreryCommand(environment: environment).run(failing)
      #expect(!ending.output.contains(escape) && !ending.errors.contains(escape))
    }
    #expect(
      try OrreryCommand(environment: ["FORCE_COLOR": "1"]).run(failing).output.contains(escape))
    #expect(try OrreryCommand.run("\(failing) --color always").output.contains(escape))
    let refused = try OrreryCommand(environment: ["FORCE_COLOR": "1"]).run("\(failing) --no-color")
    #expect(!refused.output.contains(escape))
  }

  @Test func `a reader that leaves early is no error`() throws {
    let ending = try OrreryCommand.run(
      "{ orrery list; echo \"ended with $?\" >&2; } | head -1")
    #expect(ending.output == "services\n")
    #expect(ending.errors == "ended with 0\n")
  }

  @Test func `the replay line of a failing run shows the same run again`() throws {
    let scratch = try ScratchFolder()
    let text = Project.text(ExitCodeTests.unguarded)
      .replacing("\"verdict\": \"violated\"", with: "\"verdict\": \"holds\"")
    try scratch.write("it's a test.jsonc", text)
    for options in ["", " --policy random"] {
      let first = try scratch.run("orrery run *.jsonc --seeds 4..9\(options)")
      let line = try #require(first.lines.first { $0.hasPrefix("replay    ") })
      let again = try scratch.run(String(line.dropFirst("replay    ".count)))
      #expect(again.code == 1, "\(line): \(again.errors)")
      let digests = [first, again].map { $0.lines.first { $0.hasPrefix("digest    ") } }
      #expect(digests[0] != nil && digests[0] == digests[1], "\(line)")
    }
  }

  @Test func `a program started by a path is named by that path`() throws {
    let path = ExitCodeTests.unguarded
    let byPath = try OrreryCommand.run("\(OrreryCommand.program) replay \(path) --seed 7")
    let root = Project.root.path + "/"
    let shown =
      OrreryCommand.program.hasPrefix(root)
      ? String(OrreryCommand.program.dropFirst(root.count)) : OrreryCommand.program
    #expect(byPath.output.contains("replay    \(shown) replay \(path) --seed 7\n"))
    let byName = try OrreryCommand.run(failing)
    #expect(byName.output.contains("replay    orrery replay \(path) --seed 7\n"))
    #expect(
      try OrreryCommand.run("\(OrreryCommand.program) --help").output.contains("  orrery VERB "))
  }

  @Test func `results for programs are one object and the same bytes each time`() throws {
    let (first, second) = (try WholeSweep.random.get(), try WholeSweep.fixed.get())
    #expect(WholeSweep.lasting(first.output) == WholeSweep.lasting(second.output))
    let object = try JSONSerialization.jsonObject(with: Data(first.output.utf8))
    let result = try #require(object as? [String: Any])
    #expect(result["schema"] as? String == "orrery.result/1")
    let scenarios = try #require(result["scenarios"] as? [[String: Any]])
    #expect(scenarios.compactMap { $0["path"] as? String } == Project.scenarios)
    for scenario in scenarios {
      #expect(scenario["verdict"] as? String == "as-expected")
      #expect(scenario["runs"] as? Int == 20)
    }
  }

  @Test func `what other verbs print for programs is an object as well`() throws {
    for line in ["orrery list --json", "orrery doctor --json", "orrery schema"] {
      let ending = try OrreryCommand.run(line)
      #expect(ending.code == 0)
      let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
      #expect(object is [String: Any], "\(line)")
    }
    let scratch = try ScratchFolder()
    try scratch.write("a.jsonc", "{ \"version\": 1, \"servics\": {} }")
    let check = try scratch.run("orrery check a.jsonc --format json")
    #expect(check.code == 65)
    #expect((try? JSONSerialization.jsonObject(with: Data(check.output.utf8))) != nil)
  }

  @Test func `help and completion know every verb`() throws {
    let verbs = try Verbs.all()
    #expect(verbs.count >= 10)
    for shell in ["bash", "zsh", "fish"] {
      let script = try OrreryCommand.run("orrery completion \(shell)").output
      for verb in verbs { #expect(script.contains(verb), "\(shell): \(verb)") }
    }
    for verb in verbs {
      let help = try OrreryCommand.run("orrery help \(verb)")
      #expect(help.code == 0 && help.output.contains("orrery \(verb)"), "\(verb)")
    }
  }
}
