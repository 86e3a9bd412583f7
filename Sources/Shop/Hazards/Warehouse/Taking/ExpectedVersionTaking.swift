import ServiceRuntime

/// Takes from the version of the shelf that the request was decided on, and from no other.
///
/// A repetition names the same version. Where that is gone, whoever made the next one is looked up
/// among the movements: the order itself, then, has its units.
struct ExpectedVersionTaking: UnitTaking {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    guard let version = request.version else {
      throw RPCError(.invalidArgument, "the request names no version of the shelf")
    }
    return try await book.context.store.retryingTransaction(attempts: 20) { transaction in
      let shelf = try await self.book.shelf(request.product, isLocked: true, in: transaction)
      let mine = try await self.book.movements(of: request.order, in: transaction)
      if mine.contains(where: { $0.kind == .taken && $0.version == version + 1 }) {
        return TakenUnits(order: request.order, remaining: shelf.free)
      }
      guard shelf.version == version else {
        throw RPCError(
          .aborted, "\(request.product) is at version \(shelf.version), no longer at \(version)",
          details: ["version": "\(shelf.version)"])
      }
      return try await self.book.takeLocked(request, key: key, in: transaction)
    }
  }
}
