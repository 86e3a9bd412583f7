import Checking
import Engine
import Harness
import Primitives
import Testing

@Suite struct DeterminismTests {
  @Test func `the same seed gives the same digest twice in one process`() throws {
    for path in Project.scenarios {
      let runner = try Project.runner(path)
      for seed in 1...10 as ClosedRange<UInt64> {
        #expect(
          runner.run(Seed(seed)).digest == runner.run(Seed(seed)).digest, "\(path) seed \(seed)")
      }
    }
  }

  @Test func `two seeds give two digests`() throws {
    for path in Project.scenarios {
      let runner = try Project.runner(path)
      let digests = (1...10 as ClosedRange<UInt64>).map { runner.run(Seed($0)).digest }
      #expect(Set(digests.map(\.description)).count == digests.count, "\(path)")
    }
  }

  @Test func `keeping a whole trace changes nothing`() throws {
    var full = ScenarioRunner.Options()
    full.level = .full
    for path in Project.scenarios {
      let runner = try Project.runner(path)
      for seed in 1...10 as ClosedRange<UInt64> {
        let (short, long) = (runner.run(Seed(seed)), runner.run(Seed(seed), full))
        #expect(short.digest == long.digest, "\(path) seed \(seed)")
        #expect(short.trace.events.isEmpty && !long.trace.events.isEmpty)
        #expect(short.reports.map(\.verdict.isViolated) == long.reports.map(\.verdict.isViolated))
      }
    }
  }

  @Test func `two processes with different hashes write the same bytes`() throws {
    let line = "orrery run Scenarios --seeds 1..20 --json"
    let random = try OrreryCommand(environment: ["SWIFT_DETERMINISTIC_HASHING": nil]).run(line)
    let fixed = try OrreryCommand(environment: ["SWIFT_DETERMINISTIC_HASHING": "1"]).run(line)
    #expect(random.code == 0, "\(random.errors)")
    // How long it took is the only thing that may differ.
    func lasting(_ text: String) -> String { text.replacing(/"wall": \{[^}]*\}/, with: "") }
    #expect(lasting(random.output) == lasting(fixed.output))
    #expect(random.output.contains("\"digest\""))
  }

  @Test func `a process and the tests agree on a digest`() throws {
    for path in Project.scenarios {
      let ending = try OrreryCommand.run("orrery replay \(path) --seed 7")
      let digest = try Project.runner(path).run(7).digest
      #expect(ending.output.contains("digest    \(digest)\n"), "\(path)")
    }
  }
}
