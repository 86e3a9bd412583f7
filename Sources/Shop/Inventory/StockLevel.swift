package import Primitives

/// How many units of a product there are.
package struct StockLevel: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The units that can be taken.
  package var onHand: Int

  package init(onHand: Int) {
    self.onHand = onHand
  }

  package var description: String { "\(onHand)" }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(onHand)
  }
}
