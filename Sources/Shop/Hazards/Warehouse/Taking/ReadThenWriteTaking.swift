import ServiceRuntime

/// Reads a number, and later writes back what it has reckoned: updates get lost (patterns V3).
struct ReadThenWriteTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let store = book.context.store
    let seen = try await store.transaction { transaction in
      try await self.book.shelf(request.product, isLocked: false, in: transaction)
    }
    try ShelfBook.compare(seen.free, with: request)
    try await book.think()
    return try await store.retryingTransaction(attempts: 20) { transaction in
      try await self.book.take(request, from: seen, key: key, in: transaction)
    }
  }
}
