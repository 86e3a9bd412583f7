import ServiceRuntime

/// Stores the key after the effect: a crash in between repeats the effect (patterns V6).
struct LateKeyTaking: UnitTaking {
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
    let reply = try await store.retryingTransaction(attempts: 20) { transaction in
      try await self.book.takeLocked(request, key: key, in: transaction)
    }
    try await book.context.failpoint(WarehouseService.betweenEffectAndKey)
    try await store.retryingTransaction(attempts: 20) { transaction in
      try await KeyRow.keep(reply, to: request, key, transaction)
    }
    return reply
  }
}
