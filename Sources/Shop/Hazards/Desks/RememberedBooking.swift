import Primitives
import Resilience
import ServiceRuntime
import ShopContracts
import Transactions

/// Gets through the steps with a list in memory of what was answered with a yes.
///
/// What was not answered is not on the list, and the list dies with the process: a purchase that
/// an earlier life has left is refused without another word.
final class RememberedBooking: Booking {
  private let book: PurchaseBook
  private let configuration: BookingConfiguration
  private var context: ServiceContext { book.context }

  init(_ book: PurchaseBook, _ configuration: BookingConfiguration) {
    self.book = book
    self.configuration = configuration
  }

  func begin(_ request: BuyUnits) async throws -> Purchase {
    try await book.record(request)
  }

  func resume() async throws {
    for purchase in try await book.open() {
      try await book.decide(purchase.order, .refused, reason: "something went wrong")
    }
  }

  func finish(_ purchase: Purchase) async throws {
    var done: [Step] = []
    for step in Step.allCases {
      do {
        try await attempt(step, of: purchase)
        done.append(step)
        try await pass(step)
      } catch let error as RPCError where error.code != .cancelled {
        for step in done.reversed() { try await undo(step, of: purchase) }
        try await book.decide(purchase.order, .refused, reason: error.message)
        return
      }
    }
    try await book.decide(purchase.order, .confirmed)
  }

  /// The steps in order.
  private enum Step: String, CaseIterable {
    case hold, charge, sell
  }

  private func pass(_ step: Step) async throws {
    switch step {
    case .hold: try await context.failpoint(BookingDesk.afterHold)
    case .charge: try await context.failpoint(BookingDesk.afterCharge)
    case .sell: break
    }
  }

  private func attempt(_ step: Step, of purchase: Purchase) async throws(RPCError) {
    let key = IdempotencyKey(step.rawValue, of: purchase.order.text)
    let metadata = Metadata(idempotencyKey: key.text)
    let limit = context.clock.deadline(
      after: step == .charge ? configuration.chargeTimeout : configuration.attemptTimeout)
    switch step {
    case .hold:
      _ = try await context.call(
        HoldUnits(
          order: purchase.order, product: purchase.product, quantity: purchase.quantity),
        to: WarehouseAPI.service, deadline: limit, metadata: metadata)
    case .charge:
      _ = try await context.call(
        ChargeCard(order: purchase.order, amount: configuration.price * purchase.quantity),
        to: CashierAPI.service, deadline: limit, metadata: metadata)
    case .sell:
      _ = try await context.call(
        SellHold(order: purchase.order), to: WarehouseAPI.service, deadline: limit,
        metadata: metadata)
    }
  }

  // MARK: Undoing

  private func undo(_ step: Step, of purchase: Purchase) async throws {
    let backoff = Backoff(.doubling, base: .milliseconds(500), cap: .seconds(5))
    var attempt = 1
    while true {
      do throws(RPCError) {
        try await requestUndoing(step, of: purchase)
        return
      } catch {
        if error.code == .cancelled { throw error }
        context.log(.warning, "could not undo the \(step.rawValue) of \(purchase.order): \(error)")
      }
      guard configuration.undoing != .once else { return }
      try await context.clock.sleep(for: backoff.pause(before: attempt))
      attempt += 1
    }
  }

  private func requestUndoing(_ step: Step, of purchase: Purchase) async throws(RPCError) {
    var key = IdempotencyKey(step.rawValue, of: purchase.order.text).compensation
    if configuration.undoing == .withNewKeys, step == .hold {
      key = key.part(context.random.identifierText())
    }
    let limit = context.clock.deadline(after: configuration.attemptTimeout)
    let metadata = Metadata(idempotencyKey: key.text)
    switch step {
    case .hold:
      _ = try await context.call(
        ReleaseHold(order: purchase.order), to: WarehouseAPI.service, deadline: limit,
        metadata: metadata)
    case .charge:
      _ = try await context.call(
        RefundCard(order: purchase.order, amount: configuration.price * purchase.quantity),
        to: CashierAPI.service, deadline: limit, metadata: metadata)
    case .sell: break
    }
  }
}
