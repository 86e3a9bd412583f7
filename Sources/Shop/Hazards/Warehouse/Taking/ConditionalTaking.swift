import ServiceRuntime

/// Takes where there is enough, in one statement; a repetition takes again (patterns V2).
struct ConditionalTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      try await self.book.takeLocked(request, key: key, in: transaction)
    }
  }
}
