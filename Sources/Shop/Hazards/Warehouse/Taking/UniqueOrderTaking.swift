import ServiceRuntime

/// Takes for each order once: the movements themselves say what has been done.
///
/// No key is needed where the business has a name of its own for what happens once.
struct UniqueOrderTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      try await self.takeOnce(request, key: key, in: transaction)
    }
  }

  func takeOnce(
    _ request: TakeUnits, key: String?, in transaction: any StoreTransaction
  ) async throws -> TakenUnits {
    let shelf = try await book.shelf(request.product, isLocked: true, in: transaction)
    let movements = try await book.movements(of: request.order, in: transaction)
    guard let earlier = movements.first(where: { $0.kind == .taken }) else {
      return try await book.takeLocked(request, key: key, in: transaction)
    }
    guard earlier.quantity == request.quantity, earlier.product == request.product else {
      throw RPCError(.failedPrecondition, "order \(request.order) has taken something else")
    }
    return TakenUnits(order: request.order, remaining: shelf.free)
  }
}
