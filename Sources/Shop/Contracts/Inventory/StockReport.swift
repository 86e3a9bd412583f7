import Primitives

/// How many units of a product there are.
package struct StockReport: Codable, Sendable, Hashable, Fingerprinted {
  /// The units in the warehouse, kept ones included.
  package let onHand: Int
  /// The units kept for orders that are not finished.
  package let held: Int
  /// The units that the next customer can have.
  package var available: Int { onHand - held }

  package init(onHand: Int, held: Int) {
    self.onHand = onHand
    self.held = held
  }
}
