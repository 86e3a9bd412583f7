import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Compares our books with the card processor's and gives back what is kept or taken for nothing.
///
/// The last line of defence: for answers that were taken for something else, names that were lost,
/// and books that were restored from a backup.
struct PaymentReconciliation {
  private let service: PaymentsService
  private let reconciler: Reconciler<Payment, [CardCharge]>

  init(_ service: PaymentsService, grace: Duration) {
    self.service = service
    reconciler = Reconciler(
      service.context, "payments", grace: grace,
      hooks: Reconciler.Hooks(
        left: { try await Self.payments(service) },
        right: { try await Self.charges(service) },
        difference: { Self.difference($0.left, $0.right ?? []) },
        repair: { pair, key in
          try await Self.repair(pair.key, pair.left, pair.right ?? [], key, service)
        }))
  }

  /// Compares from time to time, until the process ends.
  func run(every period: Duration) {
    reconciler.run(every: period)
  }

  private static func payments(
    _ service: PaymentsService
  ) async throws -> [(key: String, value: Payment)] {
    try await service.context.store.transaction {
      try await $0.list(PaymentsService.paymentTable)
    }
  }

  /// The processor's charges of each order.
  private static func charges(
    _ service: PaymentsService
  ) async throws -> [(key: String, value: [CardCharge])] {
    let reply = try await service.call(ListCharges(), until: .never)
    var orders = OrderedDictionary<String, [CardCharge]>()
    for charge in reply.charges { orders[charge.memo, default: []].append(charge) }
    return orders.map { ($0.key, $0.value) }
  }

  /// What is wrong with an order's payment, if something is.
  static func difference(_ payment: Payment?, _ charges: [CardCharge]) -> String? {
    let stray = strays(payment, charges)
    if !stray.isEmpty {
      return stray.map { "\($0.reference) is \($0.status.rawValue) for nothing" }
        .joined(separator: ", ")
    }
    if let payment, payment.status.isUnderWay { return "the payment is \(payment.status.rawValue)" }
    guard let payment, payment.status == .completed else { return nil }
    let own = charges.first { $0.reference == payment.reference }
    return own?.status == .captured ? nil : "\(payment.amount) was never taken"
  }

  /// The charges that keep or took money which our books do not count on.
  private static func strays(_ payment: Payment?, _ charges: [CardCharge]) -> [CardCharge] {
    charges.filter { charge in
      let isOpen =
        charge.status == .authorized
        || charge.status == .captured && charge.refunded < charge.amount
      let isOurs =
        charge.reference == payment?.reference
        && (payment?.status.isFinal == false)
      return isOpen && !isOurs
    }
  }

  private static func repair(
    _ order: String, _ payment: Payment?, _ charges: [CardCharge], _ key: IdempotencyKey,
    _ service: PaymentsService
  ) async throws {
    for charge in strays(payment, charges) {
      if charge.status == .authorized {
        _ = try await service.call(VoidCharge(reference: charge.reference), until: .never)
      } else {
        _ = try await service.call(
          RefundCharge(
            reference: charge.reference, refund: key.text, amount: charge.amount - charge.refunded),
          until: .never)
      }
    }
    guard let payment else { return }
    if payment.status.isUnderWay {
      _ = try await service.pursue(payment, until: .never)
    } else if let left = difference(payment, charges), strays(payment, charges).isEmpty {
      throw RPCError(.failedPrecondition, "order \(order): \(left)")
    }
  }
}
