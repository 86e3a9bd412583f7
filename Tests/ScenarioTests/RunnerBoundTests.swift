import Checking
import Engine
import Foundation
import Harness
import Primitives
import ShopSimulation
import Testing

/// What a scenario says of its runs is obeyed: seeds, digests, bounds, and how much is kept.
@Suite struct RunnerBoundTests {
  private func runner(_ rest: String) throws -> ScenarioRunner {
    let text = """
      { "version": 1, "name": "bound",
        "services": { "cabinet": { "kind": "Cabinet", "seed": { "numbers": { "a": 0 } } } },
        "workload": [{ "id": "up", "from": "client:alice", "do": "add", "args": { "amount": 1 },
          "every": "1ms", "count": 2000 }],
        \(rest) }
      """
    let reading = ScenarioReader(vocabulary: ShopSystem.system.vocabulary)
      .read(path: "bound.jsonc", bytes: Array(text.utf8))
    return ScenarioRunner(
      try #require(reading.document, "\(reading.diagnostics.map(\.message))"),
      system: ShopSystem.system)
  }

  private let law = #""properties": [{ "id": "some", "kind": "final", "expr": "true" }]"#

  @Test func `time on the wall and memory are bounds that leave a run undecided`() throws {
    let runner = try runner(#""limits": { "wall": "5s", "memory": "64MiB" }, "# + law)
    var options = ScenarioRunner.Options()
    options.machine = RealMachine(elapsed: { .zero }, memory: { 1 << 20 })
    #expect(runner.run(1, options).verdict.isHolding)
    options.machine = RealMachine(elapsed: { .zero }, memory: { 65 << 20 })
    let fat = runner.run(1, options)
    #expect(fat.stopReason == .limit(.memory))
    #expect(!fat.verdict.isHolding && !fat.verdict.isViolated)
    let ticks = Ticks()
    options.machine = RealMachine(elapsed: { ticks.next() }, memory: { 0 })
    let slow = runner.run(1, options)
    #expect(slow.stopReason == .limit(.wall))
    #expect(!slow.verdict.isHolding && !slow.verdict.isViolated)
  }

  @Test func `too many pending events leave a run undecided`() throws {
    let record = try runner(#""limits": { "queue": 1 }, "# + law).run(1)
    #expect(record.stopReason == .limit(.pending))
    #expect(!record.verdict.isHolding && !record.verdict.isViolated)
  }

  @Test func `a digest that is stated for a seed is compared under this seed`() throws {
    let digest = try runner(law).run(4).digest.description
    let right = try runner(#""expect": { "seed": 4, "digest": "\#(digest)" }, "# + law)
    let wrong = try runner(#""expect": { "seed": 4, "digest": "00" }, "# + law)
    func outcome(_ runner: ScenarioRunner, _ seed: Seed) -> ExpectationOutcome {
      runner.document.scenario.expect.outcome(of: runner.run(seed))
    }
    #expect(outcome(right, 4) == .asExpected)
    #expect(outcome(wrong, 4) == .otherRun(expected: "00", found: digest))
    #expect(outcome(wrong, 5) == .asExpected)
  }

  @Test func `a violation that is expected under one seed is not demanded of others`() throws {
    let expect = #""expect": { "verdict": "violated", "property": "some", "seed": 4 }, "#
    let holding = try runner(expect + law)
    let expectation = holding.document.scenario.expect
    #expect(expectation.outcome(of: holding.run(4)) == .missingViolation(property: "some"))
    #expect(expectation.outcome(of: holding.run(5)) == .asExpected)
    let broken = try runner(expect + law.replacingOccurrences(of: "true", with: "false"))
    #expect(expectation.outcome(of: broken.run(4)) == .asExpected)
    #expect(expectation.outcome(of: broken.run(5)) == .asExpected)
  }

  @Test func `everything is kept where the scenario asks for it`() throws {
    #expect(try runner(law).run(1).trace.events.isEmpty)
    let full = try runner(#""record": { "level": "full" }, "# + law).run(1)
    #expect(!full.trace.events.isEmpty)
    #expect(try full.digest == runner(law).run(1).digest)
  }

  /// A clock that goes on by two seconds whenever it is looked at.
  private final class Ticks: @unchecked Sendable {
    private var seconds = 0

    func next() -> Duration {
      seconds += 2
      return .seconds(seconds)
    }
  }
}
