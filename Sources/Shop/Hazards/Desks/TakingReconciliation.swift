import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Compares the purchases with what the warehouse has taken, and puts back what nobody owns.
struct TakingReconciliation {
  private let reconciler: Reconciler<Purchase, Bool>

  init(_ book: PurchaseBook) {
    let context = book.context
    reconciler = Reconciler(
      context, "takings", grace: .seconds(5),
      hooks: Reconciler.Hooks(
        left: { try await book.all().map { ($0.order.text, $0) } },
        right: {
          let owners = try await context.call(
            ListOwners(), to: WarehouseAPI.service,
            deadline: context.clock.deadline(after: .seconds(3)))
          return owners.orders.map { ($0.text, true) }
        },
        difference: { pair in
          let isOwned = pair.right ?? false
          return isOwned && pair.left?.status == .refused ? "refused and taken" : nil
        },
        repair: { pair, key in
          _ = try await context.call(
            ReturnUnits(order: OrderID(pair.key)), to: WarehouseAPI.service,
            deadline: context.clock.deadline(after: .seconds(3)),
            metadata: Metadata(idempotencyKey: key.text))
        }))
  }

  func run(every period: Duration) {
    reconciler.run(every: period)
  }
}
