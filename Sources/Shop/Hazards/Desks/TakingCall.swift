import Primitives
import Resilience
import ServiceRuntime
import ShopContracts
import Transactions

/// The requests for one purchase: which key they carry and on which version they are decided.
final class TakingCall {
  private(set) var purchase: Purchase
  private let context: ServiceContext
  private let configuration: StorefrontConfiguration
  /// Shared by all calls to the warehouse; nothing where calls are made whatever became of others.
  private let breaker: CircuitBreaker?
  /// The key of this run, for the choices that make one when the work on the order begins.
  private let runKey: IdempotencyKey?

  init(
    _ context: ServiceContext, _ configuration: StorefrontConfiguration, _ purchase: Purchase,
    _ breaker: CircuitBreaker?
  ) {
    self.context = context
    self.configuration = configuration
    self.breaker = breaker
    self.purchase = purchase
    runKey =
      switch configuration.key {
      case .perRun:
        IdempotencyKey("take", of: purchase.order.text, context.random.identifierText())
      case .fromClock:
        IdempotencyKey(
          "take", of: "\(context.clock.wallTime.nanosecondsSinceEpoch / 1_000_000_000)")
      case .none, .perOrder, .perAttempt: nil
      }
  }

  /// Sends a request and waits for its answer.
  func send(deadline: Deadline) async throws(RPCError) {
    if configuration.comparesVersions, purchase.version == nil {
      throw RPCError(.unavailable, "the version of the shelf is not known yet")
    }
    let request = TakeUnits(
      order: purchase.order, product: purchase.product, quantity: purchase.quantity,
      version: purchase.version)
    let scope = CallScope(
      deadline: deadline,
      metadata: Metadata(idempotencyKey: key, client: purchase.customer.text))
    guard let breaker else {
      _ = try await context.call(request, to: WarehouseAPI.service, in: scope)
      return
    }
    _ = try await breaker.run(scope) { scope throws(RPCError) in
      try await self.context.call(request, to: WarehouseAPI.service, in: scope)
    }
  }

  /// Looks at the shelf again where the last request was decided on an old version of it.
  func refresh(after failure: RPCError, _ book: PurchaseBook) async throws {
    guard configuration.comparesVersions else { return }
    // Only the warehouse's own word that the version is gone allows another one: a request that
    // was refused on the way says nothing about those before it.
    guard purchase.version == nil || failure.code == .aborted else { return }
    let limit = context.clock.deadline(after: configuration.attemptTimeout)
    do throws(RPCError) {
      let report = try await context.call(
        ReadShelf(product: purchase.product), to: WarehouseAPI.service, deadline: limit)
      guard report.version != purchase.version else { return }
      purchase = try await noted(report.version, book)
    } catch {
      if error.code == .cancelled { throw error }
    }
  }

  private func noted(_ version: Int, _ book: PurchaseBook) async throws(RPCError) -> Purchase {
    do {
      return try await book.note(
        version: version, insteadOf: purchase.version, for: purchase.order)
    } catch let error as StoreError {
      throw RPCError(error)
    } catch let error as RPCError {
      throw error
    } catch {
      throw RPCError(.cancelled, "the version was not noted: \(error)")
    }
  }

  private var key: String? {
    switch configuration.key {
    case .none: nil
    case .perOrder: purchase.key
    case .perAttempt:
      IdempotencyKey("take", of: purchase.order.text, context.random.identifierText()).text
    case .perRun, .fromClock: runKey?.text
    }
  }
}
