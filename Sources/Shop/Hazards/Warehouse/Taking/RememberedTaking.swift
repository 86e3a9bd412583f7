import ServiceRuntime

/// Remembers keys in memory: right until the process is restarted.
final class RememberedTaking: UnitTaking {
  private let book: ShelfBook
  private var replies: [String: TakenUnits] = [:]

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let key = try KeyRow.required(key)
    if let known = replies[key] { return known }
    let reply = try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      try await self.book.takeLocked(request, key: key, in: transaction)
    }
    replies[key] = reply
    return reply
  }
}
