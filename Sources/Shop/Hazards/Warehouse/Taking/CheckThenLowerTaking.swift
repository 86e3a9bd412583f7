import ServiceRuntime

/// Compares, and later lowers by a number without looking again: below zero (patterns V4).
struct CheckThenLowerTaking: UnitTaking {
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
    return try await BlindTaking(book).take(request, key: key)
  }
}

/// Locks and lowers without comparing: the lock protects a sum that is wrong anyway.
struct BlindTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      let shelf = try await self.book.shelf(request.product, isLocked: true, in: transaction)
      return try await self.book.take(request, from: shelf, key: key, in: transaction)
    }
  }
}
