package import Primitives

/// Kinds of things that the shop identifies; never instantiated.
package enum ShopKind {
  /// Something for sale.
  package enum Product {}
  /// What a customer asked for.
  package enum Order {}
  /// Who asks.
  package enum Customer {}
}

/// Identifies something for sale.
package typealias ProductID = Identifier<ShopKind.Product>
/// Identifies what a customer asked for.
package typealias OrderID = Identifier<ShopKind.Order>
/// Identifies who asks.
package typealias CustomerID = Identifier<ShopKind.Customer>
