import ServiceRuntime

/// Looks the key up before the transaction: two attempts at once both find nothing (patterns V7).
struct OutsideKeyTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let key = try KeyRow.required(key)
    let store = book.context.store
    let known = try await store.transaction { transaction in
      try await KeyRow.reply(to: request, key, transaction)
    }
    if let known { return known }
    try await book.think()
    return try await store.retryingTransaction(attempts: 20) { transaction in
      let reply = try await self.book.takeLocked(request, key: key, in: transaction)
      try await KeyRow.keep(reply, to: request, key, transaction)
      return reply
    }
  }
}
