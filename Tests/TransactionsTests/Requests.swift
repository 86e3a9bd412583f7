import Primitives
import ServiceRuntime

@testable import Transactions

/// Takes units of a product.
struct Deduct: Request {
  typealias Reply = StockLeft
  static let method: Method = "stock.deduct"
  let product: String
  let quantity: Int
}

/// How many units are left.
struct StockLeft: Codable, Sendable, Fingerprinted, Hashable {
  let left: Int
}

/// Gives units of a product back.
struct Restore: Request {
  typealias Reply = Done
  static let method: Method = "stock.restore"
  let product: String
  let quantity: Int
}

/// The stock of a service under test.
enum Stock {
  static let table = Table<Int>("stock")

  /// Lowers the stock of a product, or refuses.
  static func deduct(
    _ request: Deduct, in transaction: any StoreTransaction
  ) async throws -> StockLeft {
    let stock = try await transaction.getForUpdate(table, request.product) ?? 0
    guard request.quantity > 0 else {
      throw RPCError(.invalidArgument, "a quantity must be positive, got \(request.quantity)")
    }
    guard stock >= request.quantity else {
      throw RPCError(.failedPrecondition, "\(stock) left, \(request.quantity) wanted")
    }
    try await transaction.put(table, request.product, stock - request.quantity)
    return StockLeft(left: stock - request.quantity)
  }
}
