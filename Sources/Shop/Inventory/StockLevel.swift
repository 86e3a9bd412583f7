package import Primitives

/// How many units of a product there are.
package struct StockLevel: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The units in the warehouse, kept ones included.
  package var onHand: Int
  /// The units kept for orders that are not finished.
  package var held: Int
  /// How many entries the ledger has on this product.
  package var entries: Int

  package init(onHand: Int) {
    self.onHand = onHand
    held = 0
    entries = 0
  }

  /// The units that the next customer can have.
  package var available: Int { onHand - held }

  package var description: String { held == 0 ? "\(onHand)" : "\(onHand), \(held) held" }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(onHand)
    digest.combine(held)
    digest.combine(entries)
  }
}

extension StockLevel {
  /// Lets units move in the way of a ledger's entry.
  ///
  /// What is held never becomes less than nothing: somebody who gives back more than was kept
  /// takes it from what others keep, and that is bad enough.
  mutating func take(_ kind: StockLedgerEntry.Kind, _ quantity: Int) {
    switch kind {
    case .held: held += quantity
    case .released, .expired: held = max(held - quantity, 0)
    case .consumed:
      held = max(held - quantity, 0)
      onHand -= quantity
    case .deducted: onHand -= quantity
    case .returned: onHand += quantity
    }
  }
}
