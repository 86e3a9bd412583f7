import Primitives
import ServiceRuntime
import Transactions

/// Lets others read a shelf and write it back, as one does under a lock kept elsewhere.
///
/// A lock whose owner may be slow protects nothing by itself. Its token does where it is looked
/// at: by writes, so that a former owner's comes to nothing, and by reads, so that what a new
/// owner has read is not changed behind its back by a former one's late write.
struct RemoteShelf {
  private let book: ShelfBook
  private let fencing: FencingMethod
  private let fence = FencingGuard()

  init(_ book: ShelfBook, _ fencing: FencingMethod) {
    self.book = book
    self.fencing = fencing
  }

  func register() {
    let context = book.context
    context.handle(ReadShelf.self) { request, _ in
      try await context.store.retryingTransaction(attempts: 20) { transaction in
        if self.fencing == .readsAndWrites {
          try await self.admit(request.token, request.product.text, transaction)
        }
        let shelf = try await self.book.shelf(request.product, isLocked: false, in: transaction)
        return ShelfReport(free: shelf.free, version: shelf.version)
      }
    }
    context.handle(WriteShelf.self) { request, _ in
      try await context.store.retryingTransaction(attempts: 20) { transaction in
        try await self.write(request, in: transaction)
      }
      try await context.failpoint(WarehouseService.afterCommit)
      return Done()
    }
  }

  /// Writes the number that the caller has reckoned, once for each order.
  private func write(_ request: WriteShelf, in transaction: any StoreTransaction) async throws {
    if fencing != .none { try await admit(request.token, request.product.text, transaction) }
    let movements = try await book.movements(of: request.order, in: transaction)
    guard !movements.contains(where: { $0.kind == .taken }) else { return }
    var shelf = try await book.shelf(request.product, isLocked: true, in: transaction)
    shelf.free = request.free
    try await book.write(
      shelf, .taken, request.order, request.product, request.quantity, token: request.token,
      in: transaction)
  }

  private func admit(
    _ token: Int?, _ product: String, _ transaction: any StoreTransaction
  ) async throws {
    guard let token else { return }
    try await fence.admit(FencingToken(token), to: product, in: transaction)
  }
}
