import Checking
import Engine
import Harness
import Primitives
import Testing

@Suite struct DeterminismTests {
  private static let seeds = 1...10 as ClosedRange<UInt64>

  @Test func `the same seed gives the same digest twice in one process`() throws {
    for path in Project.scenarios {
      let runner = try Project.runner(path)
      let digests = Self.seeds.map { runner.run(Seed($0)).digest }
      let first = try ScenarioCoverage.of(path).digests.prefix(digests.count)
      #expect(Array(first) == digests, "\(path)")
    }
  }

  @Test func `two seeds give two digests`() throws {
    for path in Project.scenarios {
      let digests = try ScenarioCoverage.of(path).digests
      #expect(Set(digests).count == ScenarioCoverage.seeds.count, "\(path)")
    }
  }

  @Test func `keeping a whole trace changes nothing`() throws {
    var full = ScenarioRunner.Options()
    full.level = .full
    for path in Project.scenarios {
      let runner = try Project.runner(path)
      let coverage = try ScenarioCoverage.of(path)
      #expect(runner.run(1).trace.events.isEmpty)
      for (index, seed) in Self.seeds.enumerated() {
        let record = runner.run(Seed(seed), full)
        #expect(record.digest == coverage.digests[index], "\(path) seed \(seed)")
        #expect(!record.trace.events.isEmpty)
        let broken = record.reports.filter(\.verdict.isViolated).map(\.id)
        #expect(broken == coverage.broken[index], "\(path) seed \(seed)")
      }
    }
  }

  @Test func `two processes with different hashes write the same bytes`() throws {
    let (random, fixed) = (try WholeSweep.random.get(), try WholeSweep.fixed.get())
    #expect(random.code == 0, "\(random.errors)")
    #expect(WholeSweep.lasting(random.output) == WholeSweep.lasting(fixed.output))
    #expect(random.output.contains("\"digest\""))
  }

  @Test func `a process and the tests agree on every digest of the table`() throws {
    let lines = Project.text(DigestTableTests.path).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    #expect(lines.count == 3 * Project.scenarios.count)
    for line in lines {
      let seed = try #require(Int(line[1]))
      let digest = try ScenarioCoverage.of(String(line[0])).digests[seed - 1]
      #expect(line[2] == digest.description, "\(line[0]) seed \(seed)")
    }
  }
}
