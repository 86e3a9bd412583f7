import Primitives
import ServiceRuntime

/// Compares with what a cache says, up to a minute old, and lowers without comparing.
final class CachedTaking: UnitTaking {
  private let book: ShelfBook
  private let life = Duration.seconds(60)
  private var cache: [String: (free: Int, at: Instant)] = [:]

  init(_ book: ShelfBook) {
    self.book = book
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    try ShelfBook.compare(try await free(request), with: request)
    try await book.think()
    return try await BlindTaking(book).take(request, key: key)
  }

  private func free(_ request: TakeUnits) async throws -> Int {
    let now = book.context.clock.now
    if let known = cache[request.product.text], now - known.at < life { return known.free }
    let shelf = try await book.context.store.transaction { transaction in
      try await self.book.shelf(request.product, isLocked: false, in: transaction)
    }
    cache[request.product.text] = (shelf.free, now)
    return shelf.free
  }
}
