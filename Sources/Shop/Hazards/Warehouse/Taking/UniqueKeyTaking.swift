import ServiceRuntime

/// Writes the key first in the transaction of the effect; a second one of its name is refused.
///
/// The store's own uniqueness keeps repetitions apart, also those that run at the same time.
struct UniqueKeyTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let key = try KeyRow.required(key)
    do {
      return try await book.context.store.retryingTransaction(attempts: 20) { transaction in
        try await transaction.insert(
          WarehouseService.keyTable, key, KeyRow(key: key, request: request.hash, reply: nil))
        let reply = try await self.book.takeLocked(request, key: key, in: transaction)
        try await transaction.put(
          WarehouseService.keyTable, key, KeyRow(key: key, request: request.hash, reply: reply))
        return reply
      }
    } catch let error as StoreError where error.code == .conflict {
      return try await known(request, key)
    }
  }

  private func known(_ request: TakeUnits, _ key: String) async throws -> TakenUnits {
    let reply = try await book.context.store.transaction { transaction in
      try await KeyRow.reply(to: request, key, transaction)
    }
    guard let reply else { throw RPCError(.aborted, "the key \(key) is in use; ask again") }
    return reply
  }
}
