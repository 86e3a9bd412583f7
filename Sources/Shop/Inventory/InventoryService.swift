import Primitives
package import ServiceRuntime
import ShopContracts
import ShopEvents

/// Keeps count of what is in stock.
package final class InventoryService: Service {
  /// The levels, by product.
  package static let stockTable = Table<StockLevel>("stock")
  /// Every change of a level, in order.
  package static let ledgerTable = Table<StockLedgerEntry>("stock-ledger")
  /// What is kept for each order, or was.
  package static let reservationTable = Table<Reservation>("reservations")
  static let replyTable = Table<KeptReply>("kept-replies")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] =
    [
      (beforeCommit, "the units are counted, nothing is durable"),
      (afterCommit, "the deduction is durable, nobody knows yet"),
      (afterReservation, "units are kept, freed or sold durably, nobody knows yet"),
    ] + EventBus.failpoints

  static let beforeCommit: FailpointName = "before-commit"
  static let afterCommit: FailpointName = "after-commit-before-reply"

  static let afterReservation: FailpointName = "after-reservation-before-reply"

  private let context: ServiceContext
  private let configuration: InventoryConfiguration

  private let ledger: StockLedger
  private let reservations: Reservations?

  package init(_ context: ServiceContext, _ configuration: InventoryConfiguration) {
    self.context = context
    self.configuration = configuration
    ledger = StockLedger(context: context)
    reservations = configuration.reservations.map { Reservations(context, $0) }
  }

  package func start() async throws {
    try await stockUp()
    context.handle(DeductStock.self) { request, call in
      try await self.deduct(request, key: call.metadata.idempotencyKey)
    }
    context.handle(GetStock.self) { request, _ in try await self.report(request.product) }
    context.handle(SetStock.self) { request, _ in try await self.set(request) }
    try await reservations?.register()
    if let reservations, let rules = configuration.events {
      let bus = EventBus(context, rules)
      InventoryReactions(bus: bus, reservations: reservations).register()
      bus.start()
    }
  }

  /// Writes the initial levels, unless an earlier life has done so.
  private func stockUp() async throws {
    let initial = configuration.initialStock
    guard !initial.isEmpty else { return }
    try await context.store.transaction { transaction in
      for (product, quantity) in initial
      where try await transaction.get(Self.stockTable, product.text) == nil {
        try await transaction.insert(
          Self.stockTable, product.text, StockLevel(onHand: quantity))
      }
    }
  }

  private func deduct(_ request: DeductStock, key: String?) async throws -> DeductStock.Reply {
    guard request.quantity >= 1 else {
      throw RPCError.badQuantity(request.quantity)
    }
    if configuration.deduction == .lookedUp {
      let report = try await report(request.product)
      guard report.available >= request.quantity else {
        throw RPCError(.failedPrecondition, "only \(report.available) \(request.product) on hand")
      }
    }
    let reply = try await context.store.retryingTransaction { transaction in
      let known =
        switch self.configuration.deduction {
        case .unguarded, .lookedUp: nil as DeductStock.Reply?
        case .idempotencyKey: try await self.reply(to: request, key: key, in: transaction)
        }
      if let known { return known }
      let reply = try await self.take(request, in: transaction)
      if self.configuration.deduction == .idempotencyKey, let key {
        try await transaction.insert(
          Self.replyTable, key, KeptReply(request: request.hash, reply: reply))
      }
      try await self.context.failpoint(Self.beforeCommit)
      return reply
    }
    try await context.failpoint(Self.afterCommit)
    return reply
  }

  /// The reply that an earlier attempt with the same key was given.
  ///
  /// Looked up under the product's lock, so that of two attempts at once the second one sees what
  /// the first has done.
  private func reply(
    to request: DeductStock, key: String?, in transaction: any StoreTransaction
  ) async throws -> DeductStock.Reply? {
    guard let key else { throw RPCError(.invalidArgument, "the request carries no key") }
    _ = try await transaction.getForUpdate(Self.stockTable, request.product.text)
    guard let kept = try await transaction.get(Self.replyTable, key) else { return nil }
    guard kept.request == request.hash else {
      throw RPCError(.failedPrecondition, "the key \(key) belongs to another request")
    }
    context.log(.info, "knows the key \(key): answers as before")
    return kept.reply
  }

  /// Takes the units and writes down that it did.
  private func take(
    _ request: DeductStock, in transaction: any StoreTransaction
  ) async throws -> DeductStock.Reply {
    let line = StockLine(request.product, request.quantity)
    var level = try await ledger.lockedLevel(of: line.product, in: transaction)
    let wasLookedUp = configuration.deduction == .lookedUp
    guard wasLookedUp || level.available >= line.quantity else {
      throw RPCError.tooFew(line, of: level)
    }
    let before = level.onHand
    level.take(.deducted, line.quantity)
    try await ledger.record(.deducted, line, for: request.order, leaving: level, in: transaction)
    context.log(.info, "stock of \(line.product) \(before) - \(line.quantity) = \(level.onHand)")
    return DeductStock.Reply(order: request.order, remaining: level.onHand)
  }

  // MARK: Stock

  private func report(_ product: ProductID) async throws -> StockReport {
    let level = try await context.store.transaction { transaction in
      try await transaction.get(Self.stockTable, product.text)
    }
    guard let level else { throw RPCError(.notFound, "there is no product \(product)") }
    return StockReport(onHand: level.onHand, held: level.held)
  }

  private func set(_ request: SetStock) async throws -> StockReport {
    guard request.quantity >= 0 else {
      throw RPCError(.invalidArgument, "stock must not be negative, got \(request.quantity)")
    }
    return try await context.store.retryingTransaction { transaction in
      let product = request.product.text
      let known = try await transaction.getForUpdate(Self.stockTable, product)
      var level = known ?? StockLevel(onHand: 0)
      guard request.quantity >= level.held else {
        throw RPCError(
          .failedPrecondition, "\(level.held) \(product) are kept for orders",
          details: ["product": product, "held": "\(level.held)"])
      }
      level.onHand = request.quantity
      try await transaction.put(Self.stockTable, product, level)
      return StockReport(onHand: level.onHand, held: level.held)
    }
  }
}
