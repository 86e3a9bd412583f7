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
  private let charging: Charging
  private let handler: IdempotentHandler

  /// Whether a cashier looks at keys.
  package enum Charging: String, Sendable, CaseIterable {
    /// Each key is charged once.
    case oncePerKey = "once-per-key"
    /// Each request is charged.
    case eachRequest = "each-request"
  }

  /// A cashier who charges no more than a limit at a time.
  package init(_ context: ServiceContext, limit: Int, charging: Charging) {
    self.context = context
    self.limit = limit
    self.charging = charging
    handler = IdempotentHandler(
      context,
      keys: IdempotencyStore(
        context,
        retention: IdempotencyRetention(
          retries: .seconds(600), redelivery: .zero, margin: .seconds(86_400))),
      rules: IdempotencyRules(whileInProgress: .wait, keepsRefusals: true))
  }

  package func start() async throws {
    switch charging {
    case .oncePerKey:
      handler.handle(ChargeCard.self) { try await self.charge($0, in: $1) }
    case .eachRequest:
      context.handle(ChargeCard.self) { request, _ in
        try await self.context.store.retryingTransaction(attempts: 20) { transaction in
          try await self.charge(request, in: transaction)
        }
      }
    }
    handler.handleCompensation(RefundCard.self) { request, transaction in
      try await self.write(
        Charge(order: request.order, amount: request.amount, isRefund: true), in: transaction)
    }
  }

  private func charge(
    _ request: ChargeCard, in transaction: any StoreTransaction
  ) async throws -> Done {
    guard request.amount <= limit else {
      throw RPCError(.failedPrecondition, "\(request.amount) is above the limit")
    }
    try await write(
      Charge(order: request.order, amount: request.amount, isRefund: false), in: transaction)
    return Done()
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
