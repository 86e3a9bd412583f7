import ServiceRuntime

/// Stores the key before the effect: a crash in between loses the effect and answers "done".
struct EarlyKeyTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let key = try KeyRow.required(key)
    let store = book.context.store
    let accepted = TakenUnits(order: request.order, remaining: 0)
    let known = try await store.retryingTransaction(attempts: 20) { transaction in
      let known = try await KeyRow.reply(to: request, key, transaction)
      if known == nil { try await KeyRow.keep(accepted, to: request, key, transaction) }
      return known
    }
    if let known { return known }
    try await book.context.failpoint(WarehouseService.betweenKeyAndEffect)
    return try await store.retryingTransaction(attempts: 20) { transaction in
      try await self.book.takeLocked(request, key: key, in: transaction)
    }
  }
}
