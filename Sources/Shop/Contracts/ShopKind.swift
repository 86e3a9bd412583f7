package import Primitives

/// Kinds of things that the shop identifies; never instantiated.
package enum ShopKind {
  /// Something for sale.
  package enum Product {}
  /// What a customer asked for.
  package enum Order {}
  /// Who asks.
  package enum Customer {}
  /// Money that changes hands for an order.
  package enum Payment {}
  /// A parcel.
  package enum Shipment {}
  /// A message to a customer.
  package enum Notification {}
}

/// Identifies something for sale.
package typealias ProductID = Identifier<ShopKind.Product>
/// Identifies what a customer asked for.
package typealias OrderID = Identifier<ShopKind.Order>
/// Identifies who asks.
package typealias CustomerID = Identifier<ShopKind.Customer>
/// Identifies money that changes hands for an order.
package typealias PaymentID = Identifier<ShopKind.Payment>
/// Identifies a parcel.
package typealias ShipmentID = Identifier<ShopKind.Shipment>
/// Identifies a message to a customer.
package typealias NotificationID = Identifier<ShopKind.Notification>
