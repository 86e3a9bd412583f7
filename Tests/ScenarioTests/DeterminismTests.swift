import Checking
import Engine
import Harness
import Primitives
import Testing

@Suite struct DeterminismTests {
  @Test
  func `the same seed gives the same digest again, and keeping a whole trace changes nothing`()
    throws
  {
    var full = ScenarioRunner.Options()
    full.level = .full
    for path in Project.scenarios {
      let runner = try Project.runner(path)
      var digests: Set<String> = []
      for seed in 1...5 as ClosedRange<UInt64> {
        let (short, again) = (runner.run(Seed(seed)), runner.run(Seed(seed)))
        let long = runner.run(Seed(seed), full)
        #expect(short.digest == again.digest, "\(path) seed \(seed)")
        #expect(short.digest == long.digest, "\(path) seed \(seed)")
        #expect(short.trace.events.isEmpty && !long.trace.events.isEmpty)
        #expect(short.reports.map(\.verdict.isViolated) == long.reports.map(\.verdict.isViolated))
        digests.insert("\(short.digest)")
      }
      #expect(digests.count == 5, "\(path): two seeds gave one digest")
    }
  }

  @Test func `two processes with different hashes write the same bytes`() throws {
    let line = "orrery run Scenarios --seeds 1..5 --selfcheck 0 --json"
    let random = try OrreryCommand(environment: ["SWIFT_DETERMINISTIC_HASHING": nil]).run(line)
    let fixed = try OrreryCommand(environment: ["SWIFT_DETERMINISTIC_HASHING": "1"]).run(line)
    #expect(random.code == 0, "\(random.errors)")
    // How long it took is the only thing that may differ.
    func lasting(_ text: String) -> String { text.replacing(/"wall": \{[^}]*\}/, with: "") }
    #expect(lasting(random.output) == lasting(fixed.output))
    #expect(random.output.contains("\"digest\""))
  }

  @Test func `a process and the tests agree on a digest`() throws {
    let lines = try OrreryCommand.run("orrery probe Scenarios --seeds 7").lines
    #expect(lines.count == Project.scenarios.count)
    for (path, line) in zip(Project.scenarios, lines) {
      let digest = try Project.runner(path).run(7).digest
      #expect(line.hasPrefix("\(path)\t7\t\(digest)\t"), "\(line)")
    }
  }
}
