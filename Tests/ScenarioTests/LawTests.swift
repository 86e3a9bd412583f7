import Checking
import Engine
import Harness
import Inventory
import Primitives
import ServiceRuntime
import ShopContracts
import ShopSimulation
import Testing

/// Each law of the shop is seen broken: one that nothing can break proves nothing by holding.
@Suite struct LawTests {
  private func record(
    _ text: String, system: SystemUnderTest = ShopSystem.system
  ) throws -> RunRecord {
    let reading = ScenarioReader(vocabulary: system.vocabulary)
      .read(path: "law.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    return ScenarioRunner(document, system: system).run(7)
  }

  private func scenario(
    deduction: String = "unguarded", faults: String = "", settle: String = "10s"
  ) -> String {
    """
    { "version": 1, "name": "law",
      "services": {
        "orders": { "kind": "Orders", "config": { "firstPause": "1s" } },
        "inventory": { "kind": "Inventory", "config": { "deduction": "\(deduction)" },
          "seed": { "stock": { "console": 10 } }, "restart": "never" } },
      "workload": [ { "id": "buy", "from": "client:alice", "do": "place-order",
        "args": { "order": "1", "product": "console" }, "at": "100ms" } ],
      "faults": [\(faults)], "settle": { "for": "\(settle)" } }
    """
  }

  private func broken(_ record: RunRecord) -> [String] {
    record.reports.filter(\.verdict.isViolated).map(\.id)
  }

  @Test func `conservation and at most once break where a reply is lost and asked for again`()
    throws
  {
    let lost =
      #"{ "id": "lose", "when": { "message": { "path": "inventory->orders", "nth": 1 } }, "do": { "drop": true } }"#
    #expect(
      broken(try record(scenario(faults: lost))) == ["stock-is-conserved", "deducted-at-most-once"])
    #expect(broken(try record(scenario(deduction: "idempotency-key", faults: lost))).isEmpty)
  }

  @Test func `an order that nobody can bring to an end breaks the law that every order ends`()
    throws
  {
    let gone =
      #"{ "id": "gone", "when": { "at": "50ms" }, "do": { "crash": true }, "on": "inventory", "heal": "never" }"#
    #expect(broken(try record(scenario(faults: gone, settle: "1s"))) == ["every-order-ends"])
    #expect(broken(try record(scenario())).isEmpty)
  }

  @Test func `an order whose service meets an error after taking it down still ends`() throws {
    let error =
      #"{ "id": "error", "when": { "failpoint": { "service": "orders", "name": "after-record-before-call", "nth": 1 } }, "do": { "fail": true } }"#
    let record = try record(scenario(deduction: "idempotency-key", faults: error))
    #expect(record.deadFaults.isEmpty)
    #expect(broken(record).isEmpty)
  }

  @Test func `a level below nothing breaks the law that stock is never negative`() throws {
    let shop = ShopSystem.system
    let careless = SystemUnderTest(
      name: shop.name, vocabulary: shop.vocabulary,
      makeService: { context, setup in
        setup.kind == "Inventory"
          ? CarelessInventory(context) : try shop.makeService(context, setup)
      },
      perform: shop.perform, laws: shop.laws)
    #expect(broken(try record(scenario(), system: careless)).contains("stock-is-never-negative"))
  }

  /// Takes units without looking whether there are any.
  private final class CarelessInventory: Service {
    private let context: ServiceContext

    init(_ context: ServiceContext) {
      self.context = context
    }

    func start() async throws {
      context.handle(DeductStock.self) { request, _ in
        try await self.context.store.transaction { transaction in
          try await transaction.put(
            InventoryService.stockTable, request.product.text,
            StockLevel(onHand: -request.quantity))
        }
        return DeductStock.Reply(order: request.order, remaining: -request.quantity)
      }
    }
  }

  @Test func `a law that reads nothing which changes is not looked at, however much happens`()
    throws
  {
    func looks(_ orders: Int) throws -> [Int] {
      let text = """
        { "version": 1, "name": "idle",
          "services": {
            "orders": { "kind": "Orders" },
            "inventory": { "kind": "Inventory", "seed": { "stock": { "console": 100 } } } },
          "workload": [ { "id": "buy", "from": "client:alice", "do": "place-order",
            "args": { "order": "1{n}", "product": "console" }, "at": "1s", "every": "1s",
            "count": \(orders) } ],
          "settle": { "for": "1s" },
          "properties": [
            { "id": "faults", "kind": "never", "expr": "exists f in faults: f.id == 'none'" },
            { "id": "links", "kind": "never", "expr": "count(l in links where l.cut) > 0" },
            { "id": "key", "kind": "always", "of": "inventory.stock", "expr": "key != 'other'" },
            { "id": "busy", "kind": "always", "expr": "sum(inventory.stock.onHand) >= 0" } ] }
        """
      let reports = try record(text).reports
      #expect(reports.allSatisfy { $0.verdict == .holds })
      return reports.map(\.looks)
    }
    let (few, many) = (try looks(2), try looks(20))
    #expect(few.prefix(3) == many.prefix(3))
    #expect(few.prefix(3).allSatisfy { $0 <= 2 })
    #expect(many[3] >= few[3] + 18)
  }
}
