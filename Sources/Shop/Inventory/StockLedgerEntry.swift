package import Primitives
package import ServiceRuntime
package import ShopContracts

/// One change of stock, written in the same transaction as the change itself.
///
/// The ledger is what laws count effects by: a level alone does not tell one deduction of two
/// units from two of one.
package struct StockLedgerEntry: Codable, Sendable, Hashable, Fingerprinted,
  CustomStringConvertible
{
  /// What kind of change it was.
  package let kind: Kind
  /// The order that it was for.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units.
  package let quantity: Int
  /// The units on hand afterwards.
  package let remaining: Int
  /// The time of day at which it was written, by the service's own clock.
  package let at: WallTime

  /// Kinds of changes.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Units were taken for an order at once.
    case deducted
    /// Units were kept for an order.
    case held
    /// Kept units became free because the order was given up.
    case released
    /// Kept units became free because their time was over.
    case expired
    /// Kept units were sold.
    case consumed
    /// Sold units came back.
    case returned
  }

  package var description: String {
    "\(kind.rawValue) \(quantity) \(product) for order \(order), \(remaining) left"
  }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(kind.rawValue)
    order.fingerprint(into: &digest)
    product.fingerprint(into: &digest)
    digest.combine(quantity)
    digest.combine(remaining)
    at.fingerprint(into: &digest)
  }
}
