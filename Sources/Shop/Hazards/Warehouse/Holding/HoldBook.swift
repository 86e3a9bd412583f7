import Primitives
import ServiceRuntime
import ShopContracts

/// Holds units for orders, sells them and lets go of them.
final class HoldBook {
  private let book: ShelfBook
  private let configuration: WarehouseConfiguration
  private var context: ServiceContext { book.context }

  init(_ book: ShelfBook, _ configuration: WarehouseConfiguration) {
    self.book = book
    self.configuration = configuration
  }

  func register() {
    context.handle(HoldUnits.self) { request, _ in
      guard request.quantity >= 1 else {
        throw RPCError(.invalidArgument, "a quantity must be at least 1, got \(request.quantity)")
      }
      try await self.change { try await self.hold(request, in: $0) }
      return Done()
    }
    context.handle(ReleaseHold.self) { request, call in
      let key = call.metadata.idempotencyKey
      try await self.change { try await self.release(request, key: key, in: $0) }
      return Done()
    }
    context.handle(SellHold.self) { request, _ in
      try await self.change { try await self.sell(request, in: $0) }
      return Done()
    }
    if configuration.expiry != .never { sweepForEver() }
  }

  private func change(_ body: (any StoreTransaction) async throws -> Void) async throws {
    try await context.store.retryingTransaction(attempts: 20) { transaction in
      try await body(transaction)
      try await self.context.failpoint(WarehouseService.beforeCommit)
    }
    try await context.failpoint(WarehouseService.afterCommit)
  }

  /// Sets units aside once for each order.
  private func hold(_ request: HoldUnits, in transaction: any StoreTransaction) async throws {
    if let known = try await found(request.order, in: transaction) {
      guard known.state == .live || known.state == .sold else {
        throw RPCError(
          .failedPrecondition, "the hold of order \(request.order) is \(known.state.rawValue)")
      }
      return
    }
    var shelf = try await book.shelf(request.product, isLocked: true, in: transaction)
    guard shelf.free >= request.quantity else {
      throw RPCError(.failedPrecondition, "only \(shelf.free) \(request.product) left")
    }
    shelf.free -= request.quantity
    shelf.held += request.quantity
    let end = context.clock.wallTime + configuration.holdLife
    try await transaction.insert(
      WarehouseService.holdTable, request.order.text,
      Hold(
        order: request.order, product: request.product, quantity: request.quantity, state: .live,
        end: end))
    try await book.write(
      shelf, .held, request.order, request.product, request.quantity, in: transaction)
  }

  private func release(
    _ request: ReleaseHold, key: String?, in transaction: any StoreTransaction
  ) async throws {
    let known = try await found(request.order, in: transaction)
    switch configuration.releasing {
    case .tombstone:
      guard let known else {
        let mark = Hold(
          order: request.order, product: nil, quantity: 0, state: .released,
          end: context.clock.wallTime)
        return try await transaction.insert(
          WarehouseService.holdTable, request.order.text, mark)
      }
      if known.state == .live { try await end(known, .released, .released, in: transaction) }
    case .plain:
      if let known, known.state == .live {
        try await end(known, .released, .released, in: transaction)
      }
    case .byKey:
      try await releaseByKey(known, key, in: transaction)
    }
  }

  /// Puts units back for each key that was not seen before.
  private func releaseByKey(
    _ known: Hold?, _ key: String?, in transaction: any StoreTransaction
  ) async throws {
    let key = try KeyRow.required(key)
    let row = try await transaction.getForUpdate(WarehouseService.keyTable, key)
    guard row == nil, let known else { return }
    try await transaction.insert(
      WarehouseService.keyTable, key, KeyRow(key: key, request: "release", reply: nil))
    try await end(known, .released, .released, in: transaction)
  }

  private func sell(_ request: SellHold, in transaction: any StoreTransaction) async throws {
    guard let known = try await found(request.order, in: transaction) else {
      throw RPCError(.failedPrecondition, "nothing is held for order \(request.order)")
    }
    if known.state == .sold { return }
    let now = context.clock.wallTime
    guard !isOver(known, at: now) else {
      throw RPCError(
        .failedPrecondition, "the hold of order \(request.order) is over",
        details: ["state": known.state.rawValue])
    }
    try await end(known, .sold, .sold, decided: now, in: transaction)
  }

  /// Whether what was held cannot be sold any more.
  private func isOver(_ hold: Hold, at now: WallTime) -> Bool {
    switch configuration.expiry {
    case .never: hold.state != .live
    case .blind: false
    case .checked: hold.state != .live || hold.end <= now
    case .checkedInSeconds: hold.state != .live || hold.end.seconds < now.seconds
    }
  }

  private func end(
    _ hold: Hold, _ state: Hold.State, _ kind: Movement.Kind, decided time: WallTime? = nil,
    in transaction: any StoreTransaction
  ) async throws {
    guard let product = hold.product else { return }
    var (hold, shelf) = (hold, try await book.shelf(product, isLocked: true, in: transaction))
    shelf.held -= hold.quantity
    if kind != .sold { shelf.free += hold.quantity }
    hold.state = state
    try await transaction.put(WarehouseService.holdTable, hold.order.text, hold)
    try await book.write(
      shelf, kind, hold.order, product, hold.quantity, decided: time, in: transaction)
  }

  private func found(
    _ order: OrderID, in transaction: any StoreTransaction
  ) async throws -> Hold? {
    try await transaction.getForUpdate(WarehouseService.holdTable, order.text)
  }

  // MARK: Expiry

  private func sweepForEver() {
    context.tasks.spawn("hold sweep") {
      while (try? await self.context.clock.sleep(for: .seconds(1))) != nil {
        do {
          try await self.sweep()
        } catch {
          self.context.log(.warning, "holds were not swept: \(error)")
        }
      }
    }
  }

  private func sweep() async throws {
    let now = context.clock.wallTime
    let due = try await context.store.transaction { transaction in
      try await transaction.list(WarehouseService.holdTable).map(\.value)
    }.filter { $0.state == .live && $0.end <= now }
    for hold in due {
      try await context.store.retryingTransaction(attempts: 20) { transaction in
        guard let known = try await self.found(hold.order, in: transaction), known.state == .live
        else { return }
        try await self.end(known, .expired, .expired, in: transaction)
      }
    }
  }
}

extension WallTime {
  /// Whole seconds, as careless code compares them: what ends within a second lasts until its end.
  fileprivate var seconds: Int64 { nanosecondsSinceEpoch / 1_000_000_000 }
}
