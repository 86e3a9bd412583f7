import Primitives
import ServiceRuntime
import ShopContracts

/// Changes stock together with its ledger.
struct StockLedger {
  let context: ServiceContext

  /// The level of a product, with others kept away from it until the transaction ends.
  ///
  /// - Throws: `notFound` for a product that the warehouse does not know.
  func lockedLevel(
    of product: ProductID, in transaction: any StoreTransaction
  ) async throws -> StockLevel {
    guard
      let level = try await transaction.getForUpdate(InventoryService.stockTable, product.text)
    else {
      throw RPCError(.notFound, "there is no product \(product)")
    }
    return level
  }

  /// Writes a changed level and the entry that says why it changed.
  ///
  /// Entries are counted for each product, under its lock, so that changes of different products
  /// do not wait for one another.
  func record(
    _ kind: StockLedgerEntry.Kind, _ line: StockLine, for order: OrderID,
    leaving level: StockLevel, in transaction: any StoreTransaction, writesEntry: Bool = true
  ) async throws {
    var level = level
    level.entries += 1
    try await transaction.put(InventoryService.stockTable, line.product.text, level)
    guard writesEntry else { return }
    try await enter(kind, line, for: order, leaving: level, in: transaction)
  }

  /// Writes the entry that says why a level changed.
  func enter(
    _ kind: StockLedgerEntry.Kind, _ line: StockLine, for order: OrderID,
    leaving level: StockLevel, in transaction: any StoreTransaction
  ) async throws {
    let entry = StockLedgerEntry(
      kind: kind, order: order, product: line.product, quantity: line.quantity,
      remaining: level.onHand, at: context.clock.wallTime)
    try await transaction.insert(
      InventoryService.ledgerTable, Self.key(line.product, level.entries), entry)
  }

  private static func key(_ product: ProductID, _ number: Int) -> String {
    let digits = String(number)
    return "\(product)/" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }
}

extension RPCError {
  /// The refusal of more units than are free.
  static func tooFew(_ line: StockLine, of level: StockLevel) -> RPCError {
    RPCError(
      .failedPrecondition, "only \(level.available) \(line.product) on hand",
      details: [
        "product": line.product.text, "available": "\(level.available)",
        "requested": "\(line.quantity)",
      ])
  }

  /// The refusal of a quantity that makes no sense.
  static func badQuantity(_ quantity: Int) -> RPCError {
    RPCError(.invalidArgument, "a quantity must be at least 1, got \(quantity)")
  }
}
