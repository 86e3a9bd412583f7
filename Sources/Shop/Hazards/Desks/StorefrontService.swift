import Primitives
import Resilience
package import ServiceRuntime
import ShopContracts
import Transactions

/// Sells units by asking the warehouse to take them, and lives with answers that do not come.
package final class StorefrontService: Service {
  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (afterRecord, "the purchase is durable, the warehouse has not been asked"),
    (afterReply, "the warehouse has answered, the purchase does not say so yet"),
    (afterDecision, "the purchase has ended durably, nobody knows yet"),
  ]

  static let afterRecord: FailpointName = "after-record-before-call"
  static let afterReply: FailpointName = "after-reply-before-record"
  static let afterDecision: FailpointName = "after-decision-before-reply"

  private let context: ServiceContext
  private let configuration: StorefrontConfiguration
  private let book: PurchaseBook
  private let breaker: CircuitBreaker?

  package init(_ context: ServiceContext, _ configuration: StorefrontConfiguration) {
    self.context = context
    self.configuration = configuration
    book = PurchaseBook(context)
    breaker =
      switch configuration.breaking {
      case .none: nil
      case .consecutive: CircuitBreaker(context, for: WarehouseAPI.service, .consecutive)
      case .windowed: CircuitBreaker(context, for: WarehouseAPI.service, .windowed)
      }
  }

  package func start() async throws {
    let open = OpenPurchases(book) { try await self.pursue($0) }
    context.handle(BuyUnits.self) { request, call in
      let summary = try await self.buy(request, deadline: call.deadline, open)
      try await self.context.failpoint(Self.afterDecision)
      return summary
    }
    context.handle(AskPurchase.self) { request, _ in
      try await self.book.purchase(request.order).summary
    }
    open.run()
    if configuration.reconciling > .zero {
      TakingReconciliation(book).run(every: configuration.reconciling)
    }
  }

  // MARK: While the customer waits

  private func buy(
    _ request: BuyUnits, deadline: Deadline, _ open: OpenPurchases
  ) async throws -> PurchaseSummary {
    let key = configuration.key == .perOrder ? IdempotencyKey("take", of: request.order.text) : nil
    let purchase = try await book.record(request, key: key?.text)
    guard purchase.status == .pending else { return purchase.summary }
    try await context.failpoint(Self.afterRecord)
    let call = TakingCall(context, configuration, purchase, breaker)
    let ended = try await open.working(on: purchase.order) { try await self.wait(call, deadline) }
    if let ended { return ended.summary }
    // The attempts so far may have noted a version: whoever goes on must name the same one.
    open.pursue(call.purchase)
    return purchase.summary
  }

  /// Asks while the customer waits; gives the purchase when that has ended it.
  private func wait(_ call: TakingCall, _ deadline: Deadline) async throws -> Purchase? {
    switch configuration.waiting {
    case .none: return nil
    case .endless: return try await attempt(call, deadline: .never)
    case .limited:
      for number in 1...max(configuration.attempts, 1) {
        if let ended = try await attempt(call, deadline: deadline) { return ended }
        guard number < configuration.attempts else { break }
        try await context.clock.sleep(for: configuration.pause(after: number))
      }
      return nil
    }
  }

  /// Asks once; gives the purchase when that has ended it.
  private func attempt(_ call: TakingCall, deadline: Deadline) async throws -> Purchase? {
    let limit = context.clock.deadline(after: configuration.attemptTimeout).earlier(of: deadline)
    let order = call.purchase.order
    var failure: RPCError?
    do throws(RPCError) {
      try await call.send(deadline: configuration.waiting == .endless ? .never : limit)
    } catch {
      failure = error
    }
    guard let failure else { return try await conclude(order, .confirmed) }
    if failure.code == .cancelled { throw failure }
    if failure.certainty == .definite {
      if failure.code.isRetriable {
        try await call.refresh(after: failure, book)
        return nil
      }
      return try await conclude(order, .refused, reason: failure.message)
    }
    context.log(.warning, "does not know whether order \(order) was met: \(failure.message)")
    return try await read(failure, of: order)
  }

  /// What an answer that did not come is taken for.
  private func read(_ failure: RPCError, of order: OrderID) async throws -> Purchase? {
    switch configuration.whenUnknown {
    case .repeatable: return nil
    case .refusal: return try await conclude(order, .refused, reason: "sold out")
    case .success: return try await conclude(order, .confirmed)
    case .askOnce: return try await ask(order, isFinal: false)
    case .askForGood: return try await ask(order, isFinal: true)
    }
  }

  /// Asks the warehouse what it has done; nothing when that is not answered either.
  private func ask(_ order: OrderID, isFinal: Bool) async throws -> Purchase? {
    let limit = context.clock.deadline(after: configuration.attemptTimeout)
    let report: TakingReport
    do throws(RPCError) {
      report = try await context.call(
        AskTaking(order: order, isFinal: isFinal), to: WarehouseAPI.service, deadline: limit)
    } catch {
      if error.code == .cancelled { throw error }
      return nil
    }
    return report.wasTaken
      ? try await conclude(order, .confirmed)
      : try await conclude(order, .refused, reason: "it could not be taken in time")
  }

  private func conclude(
    _ order: OrderID, _ status: PurchaseStatus, reason: String? = nil
  ) async throws -> Purchase {
    try await context.failpoint(Self.afterReply)
    return try await book.decide(order, status, reason: reason)
  }

  // MARK: Afterwards

  /// Keeps asking until the purchase has ended.
  private func pursue(_ purchase: Purchase) async throws {
    let call = TakingCall(context, configuration, purchase, breaker)
    var attempts = configuration.waiting == .none ? 0 : configuration.attempts
    while true {
      let pause = attempts == 0 ? .zero : configuration.pause(after: attempts)
      try await context.clock.sleep(for: pause)
      if try await attempt(call, deadline: .never) != nil { return }
      attempts += 1
    }
  }
}
