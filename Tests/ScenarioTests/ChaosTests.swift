import Foundation
import Testing

/// Random faults that the command line lays over scenarios, and whom the laws excuse for faults.
@Suite struct ChaosTests {
  private struct Result: Decodable {
    let scenarios: [Scenario]

    struct Scenario: Decodable {
      let causes: [Cause]
      let failure: Failure?
    }

    struct Cause: Decodable {
      let replay: String
    }

    struct Failure: Decodable {
      let digest: String
    }
  }

  private static let hazards = "Scenarios/Hazards"

  private func code(_ file: String, with fault: String) throws -> Int32 {
    try OrreryCommand.run("orrery replay Scenarios/\(file).jsonc --seed 1 --with '\(fault)'").code
  }

  @Test func `chaos is added to what a scenario plans, and a replay adds the same`() throws {
    let ending = try OrreryCommand.run(
      "orrery run \(SweepTests.hunt) --chaos brutal --seeds 1..100 --json")
    let result = try JSONDecoder().decode(Result.self, from: Data(ending.output.utf8))
    let scenario = try #require(result.scenarios.first)
    let cause = try #require(scenario.causes.first)
    #expect(cause.replay.contains("--chaos brutal"))
    let replay = try OrreryCommand.run(cause.replay)
    #expect(replay.code == 1)
    #expect(replay.output.contains(try #require(scenario.failure).digest))
    let plain = try OrreryCommand.run(
      cause.replay.replacingOccurrences(of: " --chaos brutal", with: ""))
    #expect(!plain.output.contains(try #require(scenario.failure).digest))
  }

  @Test func `chaos ends with the work, also where the planned faults go on`() throws {
    let ending = try OrreryCommand.run(
      """
      orrery run Scenarios/Sagas/flows/orchestrator-crashes.jsonc --chaos rough \
        --seeds 23,31,36,42,55,95,98,123
      """)
    #expect(ending.code == 0, "\(ending.output)")
  }

  @Test(arguments: [
    ("stale-check/stock-locked", "1136,4766,5743,7252"),
    ("vanishing-response/taken-up", "7002,9523"),
  ])
  func `the calm begins when code that chaos holds up has gone on`(
    file: String, seeds: String
  ) throws {
    let ending = try OrreryCommand.run(
      "orrery run \(Self.hazards)/\(file).jsonc --chaos rough --seeds \(seeds)")
    #expect(ending.code == 0, "\(ending.output)")
  }

  @Test func `chaos of an unknown intensity is a mistake of the command line`() throws {
    let ending = try OrreryCommand.run(
      "orrery run \(Self.hazards)/stale-check --chaos wild --seeds 1..1")
    #expect(ending.code == 64)
    #expect(ending.errors.contains("is not one of calm, rough, brutal"))
  }

  @Test(arguments: [
    "lose desk.buy request #1 from client-alice to desk-1",
    "lose desk.buy reply #1 from desk-1 to client-alice",
    "crash desk-1 at commit #1",
  ])
  func `an answer that a fault between customer and storefront took is not late`(
    fault: String
  ) throws {
    #expect(try code("Hazards/vanishing-response/limited-wait", with: fault) == 0)
  }

  @Test func `a storefront that waits for a slow warehouse is late`() throws {
    let ending = try OrreryCommand.run(
      "orrery replay \(Self.hazards)/gremlins/waiting-without-limit.jsonc --seed 1")
    #expect(ending.output.contains("violated  answered-in-time"))
  }

  @Test func `an order that an earlier life left open is asked for at once`() throws {
    let fault = "crash orders-1 at commit #1"
    #expect(try code("Hazards/double-deduction/idempotency-key", with: fault) == 0)
  }

  @Test func `a fault elsewhere is no excuse for asking a refusing card again`() throws {
    let ending = try OrreryCommand.run(
      "orrery replay Scenarios/Sagas/refusals-repeated/careless.jsonc --seed 1 "
        + "--with 'crash inventory-1 at commit #2'")
    #expect(ending.output.contains("violated  refusals-are-not-repeated"))
  }

  @Test(arguments: [
    "duplicate payments.authorize request #1 from orders-1 to payments-1 after 1ms",
    "duplicate card-processor.authorize request #1 from payments-1 to card-processor after 1ms",
  ])
  func `a request that the network doubles is refused twice`(fault: String) throws {
    #expect(try code("Sagas/refusals-repeated/guarded", with: fault) == 0)
  }

  @Test func `a doubled message to somebody else is no excuse for asking again`() throws {
    let ending = try OrreryCommand.run(
      "orrery replay Scenarios/Sagas/refusals-repeated/careless.jsonc --seed 1 "
        + "--with 'duplicate inventory.reserve request #1 from orders-1 to inventory-1 after 1ms'")
    #expect(ending.output.contains("violated  refusals-are-not-repeated"))
  }

  @Test(arguments: [
    ("flows/hunt", "2580,7792"), ("flows/money-missing", "1919,4573,6944,9987"),
    ("log-flow/card-declined", "1145,3192,9987"), ("called-off/too-late", "3358,3793,8378"),
  ])
  func `a law excuses who could not have kept it`(file: String, seeds: String) throws {
    let ending = try OrreryCommand.run(
      "orrery run Scenarios/Sagas/\(file).jsonc --chaos rough --seeds \(seeds)")
    #expect(ending.code == 0, "\(ending.output)")
  }

  @Test func `whoever died before writing a refusal down may ask once more`() throws {
    let fault = "crash payments-1 at failpoint after-processor-before-record #1"
    #expect(try code("Sagas/refusals-repeated/guarded", with: fault) == 0)
  }
}
