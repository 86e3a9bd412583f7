import ServiceRuntime

/// Writes only if nobody has written since it looked; otherwise it looks again.
struct OptimisticTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    while true {
      let seen = try await book.context.store.transaction { transaction in
        try await self.book.shelf(request.product, isLocked: false, in: transaction)
      }
      try await book.think()
      if let reply = try await write(request, key: key, over: seen) { return reply }
      book.context.count("warehouse.looked-again")
    }
  }

  /// Takes from the shelf as it was seen; nothing where it is another one by now.
  private func write(
    _ request: TakeUnits, key: String?, over seen: Shelf
  ) async throws -> TakenUnits? {
    try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      let shelf = try await self.book.shelf(request.product, isLocked: true, in: transaction)
      guard shelf.version == seen.version else { return nil }
      return try await UniqueOrderTaking(self.book).takeOnce(request, key: key, in: transaction)
    }
  }
}
