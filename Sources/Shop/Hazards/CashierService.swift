import Primitives
package import ServiceRuntime
package import ShopContracts
import Transactions

/// Charges cards and gives money back, each once for a key.
package final class CashierService: Service {
  /// What was charged and given back, in order of time.
  package static let chargeTable = Table<Charge>("charges")

  private let context: ServiceContext
  private let limit: Int
  private let handler: IdempotentHandler

  /// A cashier who charges no more than a limit at a time.
  package init(_ context: ServiceContext, limit: Int) {
    self.context = context
    self.limit = limit
    handler = IdempotentHandler(
      context,
      keys: IdempotencyStore(
        context,
        retention: IdempotencyRetention(
          retries: .seconds(600), redelivery: .zero, margin: .seconds(86_400))),
      rules: IdempotencyRules(whileInProgress: .wait, keepsRefusals: true))
  }

  package func start() async throws {
    handler.handle(ChargeCard.self) { request, transaction in
      guard request.amount <= self.limit else {
        throw RPCError(.failedPrecondition, "\(request.amount) is above the limit")
      }
      try await self.write(
        Charge(order: request.order, amount: request.amount, isRefund: false), in: transaction)
      return Done()
    }
    handler.handleCompensation(RefundCard.self) { request, transaction in
      try await self.write(
        Charge(order: request.order, amount: request.amount, isRefund: true), in: transaction)
    }
  }

  private func write(_ charge: Charge, in transaction: any StoreTransaction) async throws {
    let earlier = try await transaction.list(
      Self.chargeTable, KeyRange(prefix: "\(charge.order)/"))
    try await transaction.insert(Self.chargeTable, "\(charge.order)/\(earlier.count)", charge)
    context.log(.info, "\(charge)")
  }
}

/// Money that was charged or given back.
package struct Charge: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The order.
  package let order: OrderID
  /// How much, in whole units of money.
  package let amount: Int
  /// Whether it went back.
  package let isRefund: Bool

  package var description: String {
    "\(isRefund ? "gave back" : "charged") \(amount) for order \(order)"
  }
}
