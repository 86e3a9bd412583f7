import Engine
import Harness
import Primitives
import ShopSimulation
import Testing

/// The checks that a shop is usually given, each with the fault that makes it worth having.
///
/// After the catalogue's verification suite, D59 to D64: a wait that ends, a failure that is told
/// in words, a request that counts once, and the two ends of an order by events.
@Suite struct VerificationSuiteTests {
  /// Runs a scenario under a few seeds.
  private func records(_ text: String) throws -> [RunRecord] {
    let system = ShopSystem.system
    let reading = ScenarioReader(vocabulary: system.vocabulary)
      .read(path: "suite.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message)) \(text)")
    let runner = ScenarioRunner(document, system: system)
    return (1...5 as ClosedRange<UInt64>).map { runner.run(Seed($0)) }
  }

  /// A desk that asks a warehouse with ten consoles once.
  private func desk(_ breaking: String, workload: String, fault: String) -> String {
    """
    { "version": 1, "name": "desk",
      "services": {
        "desk": { "kind": "Storefront", "config": { "attempts": 1, "breaking": "\(breaking)" } },
        "warehouse": { "kind": "Warehouse", "config": { "taking": "key-in-transaction" },
          "seed": { "stock": { "console": 10 } } } },
      "workload": [ \(workload) ],
      "faults": [ { "id": "f", "when": { "message": { "path": "desk->warehouse",
        "type": "warehouse.take" } }, "do": { \(fault) } } ],
      "settle": { "for": "60s" } }
    """
  }

  @Test func `a slow warehouse costs a customer three seconds, not ten`() throws {
    let workload = """
      { "id": "buy", "from": "client:alice", "do": "buy", "args": { "order": "1" }, "at": "1s",
        "deadline": "40s" }
      """
    // Slow, and one that never comes back, as a double that ignores cancellation.
    for fault in [#""delay": "10s""#, #""hang": true"#] {
      for record in try records(desk("none", workload: workload, fault: fault)) {
        #expect(record.operations.map(\.result) == [.succeeded("order 1 pending")])
        let ended = try #require(record.operations[0].ended)
        let wait = ended - record.operations[0].invoked
        #expect(wait > .milliseconds(2900) && wait < .seconds(5), "\(fault): \(wait)")
        #expect(record.firstViolation == nil, "\(fault)")
      }
    }
  }

  @Test func `a warehouse that always fails leaves every order pending, and says so`() throws {
    let workload = """
      { "id": "buy", "from": "client:alice", "do": "buy", "args": { "order": "99{n}" },
        "at": "1s", "every": "1s", "count": 5, "deadline": "40s" }
      """
    for record in try records(desk("consecutive", workload: workload, fault: #""refuse": true"#)) {
      #expect(
        record.operations.map(\.result)
          == (1...5).map { .succeeded("order 99\($0) pending") })
      #expect(record.faultCounts.map(\.count).allSatisfy { $0 > 0 })
      let waits = record.operations.compactMap { operation in
        operation.ended.map { $0 - operation.invoked }
      }
      #expect(waits.count == 5 && waits.allSatisfy { $0 < .seconds(5) }, "\(waits)")
    }
  }

  /// Orders and an inventory of ten consoles that knows a request again.
  private func orders(workload: String, faults: String, left: Int) -> String {
    """
    { "version": 1, "name": "orders",
      "services": {
        "orders": { "kind": "Orders",
          "config": { "attempts": 5, "attemptTimeout": "3s", "firstPause": "1s" } },
        "inventory": { "kind": "Inventory", "config": { "deduction": "idempotency-key" },
          "seed": { "stock": { "console": 10 } },
          "restart": { "policy": "always", "delay": "1s" } } },
      "workload": [ \(workload) ], "faults": [ \(faults) ],
      "properties": [
        { "id": "left", "kind": "final", "expr": "sum(inventory.stock.onHand) == \(left)" },
        { "id": "deducted-at-most-once" }, { "id": "stock-is-conserved" } ],
      "settle": { "for": "60s" } }
    """
  }

  private func purchase(_ id: String, _ order: String, at instant: String) -> String {
    """
    { "id": "\(id)", "from": "client:alice", "do": "place-order", "args": { "order": "\(order)",
      "product": "console", "quantity": 1 }, "at": "\(instant)", "deadline": "60s" }
    """
  }

  @Test func `one order asked for three times is answered alike and takes one console`() throws {
    let workload = [
      purchase("first", "456", at: "1s"), purchase("at-once", "456", at: "1s"),
      purchase("later", "456", at: "8s"),
    ].joined(separator: ", ")
    let restart = """
      { "id": "f", "when": { "at": "4s" }, "do": { "crash": true }, "on": "inventory" }
      """
    for record in try records(orders(workload: workload, faults: restart, left: 9)) {
      let answers = Set(record.operations.map { "\($0.result)" })
      #expect(answers == ["\(ClientOperation.Result.succeeded("order 456 confirmed"))"])
      #expect(record.operations.count == 3 && record.firstViolation == nil)
    }
  }

  @Test func `however many answers are lost, an order takes one console`() throws {
    for losses in 0...3 {
      let faults = (1...4).prefix(losses).map { number in
        """
        { "id": "f\(number)", "when": { "message": { "path": "orders->inventory",
          "type": "inventory.deduct", "nth": \(number) } }, "do": { "lose-reply": true } }
        """
      }
      let text = orders(
        workload: purchase("alice", "456", at: "1s"), faults: faults.joined(separator: ", "),
        left: 9)
      for record in try records(text) {
        #expect(record.operations.map(\.result) == [.succeeded("order 456 confirmed")])
        #expect(record.faultCounts.map(\.count) == [Int](repeating: 1, count: losses))
        #expect(record.firstViolation == nil, "\(losses) losses")
      }
    }
  }

  /// An order by events over a log: charged, then taken out of stock, then sent.
  private func flow(_ prices: String, stock: String, items: String, laws: String) -> String {
    """
    { "version": 1, "name": "flow",
      "services": {
        "broker": { "kind": "LogBroker" },
        "orders": { "kind": "Checkout", "config": { "events": "log", "driver": "events",
          "ships": true }, "seed": { "prices": { \(prices) } } },
        "inventory": { "kind": "Inventory", "config": { "events": "log",
          "reservations": "recorded" }, "seed": { "stock": { \(stock) } } },
        "notifications": { "kind": "Notifications", "config": { "events": "log" } },
        "payments": { "kind": "Payments", "config": { "events": "log" } },
        "shipping": { "kind": "Shipping", "config": { "events": "log", "countries": "US" } } },
      "workload": [ { "id": "buy", "from": "client:customer", "do": "check-out",
        "args": { "order": "1", "items": "\(items)" }, "at": "1s", "deadline": "60s" } ],
      "properties": [ \(laws) ],
      "limits": { "time": "300s" }, "settle": { "for": "200s" } }
    """
  }

  private func law(_ id: String, _ expression: String) -> String {
    #"{ "id": "\#(id)", "kind": "final", "expr": "\#(expression)" }"#
  }

  @Test func `an order of two products is charged 109.97, sold and sent`() throws {
    let laws = [
      law("charged", "sum(payments.payments.cents) == 10997"),
      law("kept", "sum(payments.payments.refunded) == 0"),
      law("sent", "count(shipping.parcels) == 1"),
      law("sold", "sum(inventory.stock.onHand) == 17"),
      law("confirmed", #"count(o in orders.orders where o.status == \"paid\") == 1"#),
    ].joined(separator: ", ")
    let text = flow(
      #""product-1": 2999, "product-2": 4999"#, stock: #""product-1": 10, "product-2": 10"#,
      items: "product-1:2 product-2", laws: laws)
    for record in try records(text) {
      #expect(record.firstViolation == nil, "\(record.firstViolation as Any)")
    }
  }

  @Test func `an order of a hundred that are not there is charged 1999.00 and refunded once`()
    throws
  {
    let laws = [
      law("charged", "sum(payments.payments.cents) == 199900"),
      law("refunded", "sum(payments.payments.refunded) == 199900"),
      law("nothing-sent", "count(shipping.parcels) == 0"),
      law("nothing-sold", "sum(inventory.stock.onHand) == 50"),
      law("cancelled", #"count(o in orders.orders where o.status == \"cancelled\") == 1"#),
    ].joined(separator: ", ")
    let text = flow(
      #""product-3": 1999"#, stock: #""product-3": 50"#, items: "product-3:100", laws: laws)
    for record in try records(text) {
      #expect(record.firstViolation == nil, "\(record.firstViolation as Any)")
    }
  }
}
