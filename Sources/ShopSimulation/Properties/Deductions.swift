import Inventory

/// What one order has taken of one product.
struct Deductions {
  /// The product's id.
  let product: String
  /// The order's id.
  let order: String
  /// The ledger's entries, in order of hosts and keys.
  var entries = Slips<StockLedgerEntry>()

  /// How much was taken the first time; zero where nothing was.
  var quantity: Int { entries.first?.quantity ?? 0 }
  /// How much was taken in all.
  var total: Int { entries.reduce(0) { $0 + $1.quantity } }
  /// Whether units were taken more than once.
  var areRepeated: Bool { entries.count > 1 }
}
