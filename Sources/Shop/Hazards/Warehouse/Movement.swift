import Primitives
package import ServiceRuntime
package import ShopContracts

/// One change of a shelf, written in the same transaction as the change.
///
/// Laws count effects by movements: two units gone may be one taking of two or two of one.
package struct Movement: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// What kind of change it was.
  package let kind: Kind
  /// The order that it was for.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units.
  package let quantity: Int
  /// The version that the shelf had afterwards.
  package let version: Int
  /// The idempotency key of the request, where it had one.
  package let key: String?
  /// The token of the lease under which it was made, where there was one.
  package let token: Int?
  /// When it was decided, by the warehouse's clock.
  package let at: WallTime

  /// Kinds of changes.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Free units went to an order for good.
    case taken
    /// Free units were set aside for an order.
    case held
    /// Units that were set aside became free again because somebody said so.
    case released
    /// Units that were set aside became free again because their time was over.
    case expired
    /// Units that were set aside went to the order for good.
    case sold
    /// Units that an order had taken became free again.
    case returned
  }

  package var description: String {
    "\(kind.rawValue) \(quantity) \(product) for order \(order)"
  }
}
