import Messaging
import Primitives
package import ServiceRuntime
import ShopContracts
package import Transactions

/// Keeps the shelves, in as many ways as there are to do it well or badly.
package final class WarehouseService: Service {
  /// What there is, by product.
  package static let shelfTable = Table<Shelf>("shelves")
  /// What was moved, by order and in order of time.
  package static let movementTable = Table<Movement>("movements")
  /// The keys that hand-made methods keep.
  package static let keyTable = Table<KeyRow>("keys")
  /// The keys that the idempotent handler keeps.
  package static let handledKeyTable = Table<IdempotencyRecord>("idempotency")
  /// What is or was held, by order.
  package static let holdTable = Table<Hold>("holds")
  /// The orders that may take nothing any more.
  package static let closedTable = Table<WallTime>("closed-orders")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (afterRead, "the shelf has been looked at, nothing is written"),
    (beforeCommit, "the change is written, its transaction is not committed"),
    (afterCommit, "the change is durable, nobody knows yet"),
    (betweenEffectAndKey, "the change is durable, its key is not"),
    (betweenKeyAndEffect, "the key is durable, its change is not"),
  ]

  static let afterRead: FailpointName = "after-read-before-write"
  static let beforeCommit: FailpointName = "after-update-before-commit"
  static let afterCommit: FailpointName = "after-commit-before-reply"
  static let betweenEffectAndKey: FailpointName = "after-effect-before-key"
  static let betweenKeyAndEffect: FailpointName = "after-key-before-effect"

  private let context: ServiceContext
  private let configuration: WarehouseConfiguration
  private let book: ShelfBook
  private let taking: any UnitTaking
  private let holds: HoldBook

  package init(_ context: ServiceContext, _ configuration: WarehouseConfiguration) {
    self.context = context
    self.configuration = configuration
    book = ShelfBook(context, thinking: configuration.thinking)
    taking = configuration.taking.taking(book, keyLife: configuration.keyLife)
    holds = HoldBook(book, configuration)
  }

  package func start() async throws {
    try await stockUp()
    registerTaking()
    registerReading()
    holds.register()
    ShelfParticipant(book, configuration).start()
    guard configuration.consuming != .none else { return }
    try await PurchaseConsumer(book, configuration.consuming).start()
  }

  private func registerTaking() {
    context.handle(TakeUnits.self) { request, call in
      guard request.quantity >= 1 else {
        throw RPCError(.invalidArgument, "a quantity must be at least 1, got \(request.quantity)")
      }
      let reply = try await self.taking.take(request, key: call.metadata.idempotencyKey)
      try await self.context.failpoint(Self.afterCommit)
      return reply
    }
    context.handle(AskTaking.self) { request, _ in
      TakingReport(wasTaken: try await self.wasTaken(request))
    }
    context.handle(ReturnUnits.self) { request, _ in
      try await self.giveBack(request)
      return Done()
    }
  }

  private func registerReading() {
    context.handle(ListOwners.self) { _, _ in
      let movements = try await self.context.store.transaction { transaction in
        try await transaction.list(Self.movementTable).map(\.value)
      }
      var owners = OrderedDictionary<String, Int>()
      for movement in movements {
        owners[movement.order.text, default: 0] += movement.kind == .returned ? -1 : 1
      }
      return OwnerList(orders: owners.filter { $0.value > 0 }.map { OrderID($0.key) })
    }
    RemoteShelf(book, configuration.fencing).register()
  }

  /// Writes what there is at first, unless an earlier life has done so.
  private func stockUp() async throws {
    let initial = configuration.initialStock
    try await context.store.retryingTransaction { transaction in
      for (product, quantity) in initial
      where try await transaction.get(Self.shelfTable, product.text) == nil {
        try await transaction.insert(Self.shelfTable, product.text, Shelf(free: quantity))
        guard self.configuration.taking.keepsEvents else { continue }
        try await StockHistory.streams.append(
          [NewEvent(id: "initial", .added(quantity))], to: product.text, expecting: .exactly(0),
          at: self.context.clock.wallTime, in: transaction)
      }
    }
  }

  /// Whether an order's units were taken; closes the order where that is asked for and they were
  /// not.
  private func wasTaken(_ request: AskTaking) async throws -> Bool {
    try await context.store.retryingTransaction(attempts: 20) { transaction in
      let movements = try await self.book.movements(of: request.order, in: transaction)
      if movements.contains(where: { $0.kind == .taken }) { return true }
      if request.isFinal {
        try await transaction.put(
          Self.closedTable, request.order.text, self.context.clock.wallTime)
      }
      return false
    }
  }

  /// Puts back what an order has taken and keeps it from taking any more.
  private func giveBack(_ request: ReturnUnits) async throws {
    try await context.store.retryingTransaction(attempts: 20) { transaction in
      try await transaction.put(Self.closedTable, request.order.text, self.context.clock.wallTime)
      var movements = try await self.book.movements(of: request.order, in: transaction)
      let returned = movements.filter { $0.kind == .returned }.count
      movements = movements.filter { $0.kind == .taken }
      for movement in movements.dropFirst(returned) {
        var shelf = try await self.book.shelf(movement.product, isLocked: true, in: transaction)
        shelf.free += movement.quantity
        try await self.book.write(
          shelf, .returned, movement.order, movement.product, movement.quantity, in: transaction)
      }
    }
  }
}

extension TakingMethod {
  /// Whether stock is kept as events.
  var keepsEvents: Bool {
    switch self {
    case .eventStore, .eventsUnchecked: true
    case .conditionalUpdate, .keyInMemory, .keyAfterEffect, .keyBeforeEffect, .keyLookedUpOutside,
      .keyNotCompared, .keyMayBeEmpty, .keyInTransaction, .uniqueKey, .uniqueOrder,
      .expectedVersion, .readThenWrite, .checkThenLower, .lowerBlindly, .cachedCheck,
      .plainTransaction, .rowLock, .optimisticVersion:
      false
    }
  }
}
