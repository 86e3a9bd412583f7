import Benchmarks
import Checking
import Engine
import Harness
import Primitives

/// W3 through the real shop as a scenario, under laws of a scenario file.
///
/// A hundred laws, twenty forms of five each: over stock, ledger, reservations, orders, sagas,
/// payments and parcels, over what customers asked for, over spans and hosts; states, sums,
/// repetitions and deadlines. The same with a single law, looked at once, is what they are compared
/// with, and so are a hundred laws that read nothing which changes: same scenario, same run, same
/// digest.
struct CheckoutLawsBenchmark {
  /// How many laws there are.
  let laws: Int
  /// Whether nothing changes that they read.
  let areIdle: Bool
  /// How many orders there are.
  let orders: Int
  /// How many are worked on at once.
  let customers: Int

  /// The usual numbers, or others.
  init(laws: Int, areIdle: Bool = false, orders: Int = 5_000, customers: Int = 1_000) {
    self.laws = laws
    self.areIdle = areIdle
    self.orders = orders
    self.customers = customers
  }

  /// The workload; reading the scenario does not count.
  func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let reader = ScenarioReader(vocabulary: ShopSystem.system.vocabulary)
    let reading = reader.read(path: "w3.jsonc", bytes: Array(text.utf8))
    guard let document = reading.document else {
      preconditionFailure("the workload's scenario has mistakes: \(reading.diagnostics)")
    }
    let runner = ScenarioRunner(document, system: ShopSystem.system)
    var made: RunRecord?
    let wall = stopwatch { made = runner.run(42) }
    guard let record = made else { preconditionFailure("the workload was not run") }
    for report in record.reports {
      precondition(report.verdict == .holds, "the law \(report.id) says \(report.verdict)")
      // Those about hosts are looked at as each of them comes up, and never again.
      precondition(
        !areIdle || report.looks < 20,
        "the idle law \(report.id) was looked at \(report.looks) times")
    }
    let variant = "shop, \(laws) \(areIdle ? "idle " : "")\(laws == 1 ? "law" : "laws")"
    return BenchmarkResult(
      workload: "W3-laws", variant: variant, count: orders,
      messages: Int(record.messageCount), wall: wall, virtual: record.end, digest: record.digest)
  }

  /// The scenario.
  private var text: String {
    """
    {
      "version": 1, "name": "w3",
      "services": {
        "orders": {
          "kind": "Checkout", "config": { "notifies": true },
          "seed": { "prices": { "console": 49999 } }
        },
        "inventory": {
          "kind": "Inventory", "config": { "reservations": "recorded" },
          "seed": { "stock": { "console": 1000000 } }
        },
        "payments": { "kind": "Payments" },
        "shipping": { "kind": "Shipping", "config": { "countries": "US" } },
        "notifications": { "kind": "Notifications" }
      },
      "network": { "default": { "latency": "1ms..10ms" } },
      "workload": [{
        "id": "buy", "from": "client:alice", "do": "check-out", "args": { "items": "console" },
        "users": \(customers), "count": \(orders), "deadline": "60s"
      }],
      "limits": { "time": "600s" }, "settle": { "for": "1s" },
      "properties": [\(statements.joined(separator: ",\n"))]
    }
    """
  }

  private var statements: [String] {
    guard laws > 1 else {
      return [#"{ "id": "law", "kind": "final", "expr": "count(orders.orders) > 0" }"#]
    }
    let forms = areIdle ? Self.idleForms : Self.forms
    return (0..<laws).map { number in
      let form = forms[number % forms.count]
        .split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\(number)")
      return "{ \"id\": \"law-\(number)\", \(form) }"
    }
  }

  /// Laws with a number where `#` stands, so that no two are alike.
  private static let forms = [
    #""kind": "always", "of": "inventory.stock", "expr": "onHand >= -#""#,
    #""kind": "always", "of": "inventory.ledger", "expr": "quantity <= 1# && remaining >= 0""#,
    #""kind": "never", "expr": "count(inventory.reservations) > 1000000 + #""#,
    #""kind": "unique", "of": "inventory.reservations", "by": "order""#,
    #""kind": "conserved", "of": ["inventory.stock", "#
      + #""sum(r.units for r in inventory.reservations where r.status == 'sold')"]"#,
    #""kind": "eventually", "of": "orders.orders", "expr": "settled", "within": "1#s""#,
    #""kind": "always", "of": "orders.orders", "expr": "units > 0 && cents >= #""#,
    #""kind": "always", "of": "payments.payments", "where": "cents > #", "#
      + #""expr": "refunded <= cents""#,
    #""kind": "always", "expr": "sum(p.refunded for p in payments.payments) "#
      + #"<= sum(o.cents for o in orders.orders) + #""#,
    #""kind": "always", "expr": "count(inventory.ledger) "#
      + #"<= 2 * count(inventory.reservations) + #""#,
    #""kind": "unique", "of": "shipping.parcels", "by": "order""#,
    #""kind": "always", "of": "orders.sagas", "expr": "revision >= 0 && revision < 1000 + #""#,
    #""kind": "eventually", "of": "orders.sagas", "expr": "final", "within": "1#s""#,
    #""kind": "never", "expr": "count(o in operations where o.state == 'failed') > #""#,
    #""kind": "always", "of": "operations", "expr": "state != 'unknown' || began > 1# * 1000""#,
    #""kind": "always", "expr": "forall s in spans: s.took < 1000000 + #""#,
    #""kind": "never", "expr": "exists s in spans: s.name == 'bad-#'""#,
    #""kind": "never", "expr": "count(s in spans where s.state == 'failed') > #""#,
    #""kind": "sometimes", "#
      + #""expr": "count(p in payments.payments where p.status == 'completed') > #""#,
    #""kind": "never", "expr": "count(h in hosts where h.up) > 100 + #""#,
  ]

  /// The same of laws that read what an order leaves as it is.
  private static let idleForms = [
    #""kind": "always", "of": "inventory.stock", "expr": "key != 'other-#'""#,
    #""kind": "never", "expr": "exists f in faults: f.id == 'bad-#'""#,
    #""kind": "never", "expr": "count(l in links where l.cut) > #""#,
    #""kind": "always", "expr": "forall s in spans: s.took < 1000000 + #""#,
    #""kind": "never", "expr": "orders.lives + payments.lives > 1000 + #""#,
  ]
}
