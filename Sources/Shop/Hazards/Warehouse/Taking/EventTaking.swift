import Primitives
import ServiceRuntime
import Transactions

/// Appends an event to the version of the stream that it was decided on, once for each key.
///
/// The shelf is a view of the stream, kept up to date in the same transaction.
struct EventTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    guard let key = IdempotencyKey(text: key) else {
      throw RPCError(.invalidArgument, "the request carries no key")
    }
    let store = AggregateStore<StockHistory>(
      book.context, "stock", snapshots: SnapshotRule(every: 10))
    let result = try await store.perform(request, on: request.product.text, key: key) {
      _, transaction in
      let shelf = try await self.book.shelf(request.product, isLocked: true, in: transaction)
      _ = try await self.book.take(request, from: shelf, key: key.text, in: transaction)
    }
    return TakenUnits(order: request.order, remaining: result.state.value.free)
  }
}

/// Decides on the stream as it was read and appends to whatever it has become.
struct UncheckedEventTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let (store, product) = (book.context.store, request.product.text)
    let seen = try await store.transaction { transaction in
      try await StockHistory.streams.load(product, in: transaction)
    }
    var history = StockHistory()
    for stored in seen { history.apply(stored.event) }
    let decided = try history.decide(request)
    try await book.think()
    return try await store.retryingTransaction(attempts: 20) { transaction in
      let id = "\(request.order)/\(self.book.context.random.identifierText())"
      try await StockHistory.streams.append(
        decided.map { NewEvent(id: id, $0) }, to: product, expecting: .any,
        at: self.book.context.clock.wallTime, in: transaction)
      let shelf = try await self.book.shelf(request.product, isLocked: true, in: transaction)
      return try await self.book.take(request, from: shelf, key: key, in: transaction)
    }
  }
}
