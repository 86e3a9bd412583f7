import ServiceRuntime

/// Locks the shelf before it looks and keeps it locked until it has written.
struct RowLockTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      _ = try await self.book.shelf(request.product, isLocked: true, in: transaction)
      try await self.book.think()
      return try await UniqueOrderTaking(self.book).takeOnce(request, key: key, in: transaction)
    }
  }
}
