import ServiceRuntime

/// Key and effect are one transaction, but not everything about the key is looked at.
///
/// Another request under a known key is given the old answer; where keys may be empty, requests
/// without one are all taken for repetitions of the first.
struct LooseKeyTaking: UnitTaking {
  private let book: ShelfBook
  private let mayBeEmpty: Bool

  init(_ book: ShelfBook, mayBeEmpty: Bool) {
    self.book = book
    self.mayBeEmpty = mayBeEmpty
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    let key = mayBeEmpty ? key ?? "" : try KeyRow.required(key)
    return try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      if let row = try await transaction.getForUpdate(WarehouseService.keyTable, key),
        let reply = row.reply
      {
        return reply
      }
      let reply = try await self.book.takeLocked(request, key: key, in: transaction)
      try await KeyRow.keep(reply, to: request, key, transaction)
      return reply
    }
  }
}
