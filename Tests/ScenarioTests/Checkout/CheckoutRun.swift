import Checking
import Engine
import Harness
import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import ShopSimulation
import Testing

/// A checkout of one order, with one thing changed at a time.
struct CheckoutRun {
  var checkout = ""
  var inventory = #""reservations": "recorded""#
  var payments = ""
  var stock = 10
  var order = #""order": "1", "items": "console:2""#
  var deadline = "60s"
  var faults = ""
  /// Further commands, each after a comma.
  var also = ""
  var settle = "200s"
  var restart = "always"
  var heals = true
  var system = ShopSystem.system

  /// The scenario as a file would have it.
  var text: String {
    """
    { "version": 1, "name": "checkout",
      "services": {
        "orders": { "kind": "Checkout", "config": { \(checkout) },
          "seed": { "prices": { "console": 50000 } },
          "restart": { "policy": "\(restart)", "delay": "100ms" } },
        "inventory": { "kind": "Inventory", "config": { \(inventory) },
          "seed": { "stock": { "console": \(stock) } } },
        "payments": { "kind": "Payments", "config": { \(payments) } },
        "shipping": { "kind": "Shipping", "config": { "countries": "US" } } },
      "workload": [ { "id": "buy", "from": "client:alice", "do": "check-out",
        "args": { \(order) }, "at": "100ms", "deadline": "\(deadline)" } \(also) ],
      "faults": [\(faults)], "limits": { "time": "300s" }, "settle": { "for": "\(settle)", "heal": \(heals) } }
    """
  }

  /// Runs under a seed.
  func run(_ seed: Seed = 7) throws -> RunRecord {
    let reading = ScenarioReader(vocabulary: system.vocabulary)
      .read(path: "checkout.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message)) \(text)")
    return ScenarioRunner(document, system: system).run(seed)
  }

  /// The laws that are broken under a seed.
  func broken(_ seed: Seed = 7) throws -> [String] {
    try run(seed).reports.filter(\.verdict.isViolated).map(\.id)
  }

  /// What the customer was told.
  func answer(_ seed: Seed = 7) throws -> ClientOperation.Result? {
    try run(seed).operations.last?.result
  }
}
