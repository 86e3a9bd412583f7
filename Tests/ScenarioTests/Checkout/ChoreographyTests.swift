import Checking
import Engine
import Foundation
import Harness
import ShopSimulation
import Testing

/// Checkouts that nobody drives: over queues as one source has them, over a log as another does.
@Suite struct ChoreographyTests {
  private func run(_ path: String, _ seed: UInt64) throws -> RunRecord {
    try Project.runner("Scenarios/Sagas/\(path).jsonc").run(Seed(seed))
  }

  private func answers(_ path: String) throws -> [ClientOperation.Result] {
    try run(path, 1).operations.map(\.result)
  }

  @Test func `an order ends as what there is, what the card does and who carries say`() throws {
    #expect(try answers("queue-flow/all-goes-well") == [.succeeded("order 1001 paid")])
    #expect(
      try answers("queue-flow/out-of-stock")
        == [.succeeded("order 1001 cancelled: only 10 console on hand")])
    #expect(try answers("log-flow/all-goes-well") == [.succeeded("order 1001 paid")])
    #expect(
      try answers("log-flow/out-of-stock")
        == [.succeeded("order 1001 cancelled: only 10 console on hand")])
    #expect(
      try answers("log-flow/card-declined")
        == [.succeeded("order 1001 cancelled: the card does not pay: insufficient-funds")])
    #expect(
      try answers("log-flow/carrier-refuses")
        == [.succeeded("order 1001 cancelled: no carrier goes to FR")])
  }

  @Test(arguments: [
    ("acknowledged-first", "every-checkout-ends"), ("no-outbox", "every-checkout-ends"),
    ("no-inbox", "reservations-end-once"),
  ])
  func `each carelessness with messages breaks its law, and care keeps it`(
    _ care: String, _ law: String
  ) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let careless = try run("queue-flow/\(care)-careless", seed)
      let broken = careless.reports.filter(\.verdict.isViolated).map(\.id)
      #expect(broken.contains(law), "\(care) seed \(seed): \(broken)")
      let guarded = try run("queue-flow/\(care)-guarded", seed)
      #expect(guarded.firstViolation == nil, "\(care) seed \(seed)")
      #expect(guarded.deadFaults.isEmpty, "\(care) seed \(seed)")
    }
  }

  /// The services of a flow die, twice in a row, at each point between an event and its effect.
  @Test(arguments: ["queue-flow", "log-flow"])
  func `an order by events ends once though its services die at any point`(_ flow: String) throws {
    let points = [
      "inbox-before-commit", "inbox-committed-before-acknowledgement",
      "reaction-called-before-record", "outbox-after-publish-before-removal",
    ]
    var struck: Set<String> = []
    for service in flow == "log-flow"
      ? ["orders", "inventory", "payments"] : ["orders", "inventory"]
    {
      for point in points {
        let record = try crashing(flow, service, point, 2)
        #expect(record.firstViolation == nil, "\(flow) \(service) \(point)")
        if record.faultCounts.contains(where: { $0.count > 0 }) { struck.insert(point) }
      }
    }
    #expect(struck.count == points.count, "\(struck)")
  }

  private func crashing(
    _ flow: String, _ service: String, _ point: String, _ times: Int
  ) throws -> RunRecord {
    let faults = (1...times).map {
      """
      { "id": "crash-\($0)", "do": { "crash": true },
        "when": { "failpoint": { "service": "\(service)", "name": "\(point)", "nth": \($0) } } }
      """
    }
    let base = Project.text("Scenarios/Sagas/\(flow)/all-goes-well.jsonc")
    let end = try #require(base.range(of: "  \"settle\""))
    let text =
      base[..<end.lowerBound] + "\"faults\": [\(faults.joined(separator: ","))],"
      + "\"settle\": { \"for\": \"40s\", \"heal\": false } }"
    let reading = ScenarioReader(vocabulary: ShopSystem.system.vocabulary)
      .read(path: "flow.jsonc", bytes: Array(String(text).utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    return ScenarioRunner(document, system: ShopSystem.system).run(3)
  }
}
