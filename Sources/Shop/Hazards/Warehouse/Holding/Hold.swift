import Primitives
package import ServiceRuntime
package import ShopContracts

/// Units that are, or were, set aside for an order.
package struct Hold: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The order.
  package let order: OrderID
  /// The product; nothing where the order was released before it held anything.
  package let product: ProductID?
  /// How many units.
  package let quantity: Int
  /// What has become of it.
  package var state: State
  /// When its time is over, by the warehouse's clock.
  package let end: WallTime

  /// What can become of a hold.
  package enum State: String, Codable, Sendable {
    /// The units are set aside.
    case live
    /// They were let go of, or must not be set aside any more.
    case released
    /// Its time was over.
    case expired
    /// They went to the order for good.
    case sold
  }

  package var description: String { "\(state.rawValue) for order \(order)" }
}
