import ServiceRuntime

/// Reads without a lock, thinks and writes, all in one transaction: its isolation decides.
///
/// Under read committed two of them write over each other; under snapshot or serializable
/// isolation the store refuses the later one, which then begins anew.
struct PlainTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      let known = try await self.book.movements(of: request.order, in: transaction)
      let shelf = try await self.book.shelf(request.product, isLocked: false, in: transaction)
      if known.contains(where: { $0.kind == .taken }) {
        return TakenUnits(order: request.order, remaining: shelf.free)
      }
      try ShelfBook.compare(shelf.free, with: request)
      try await self.book.think()
      return try await self.book.take(request, from: shelf, key: key, in: transaction)
    }
  }
}
