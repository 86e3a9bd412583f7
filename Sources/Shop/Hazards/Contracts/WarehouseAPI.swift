import Primitives
package import ServiceRuntime
package import ShopContracts

/// What others may ask of a warehouse.
package enum WarehouseAPI {
  /// The name that the warehouse answers to.
  package static let service: ServiceName = "warehouse"
}

/// Asks to take units off the shelf for an order, for good.
///
/// Errors: invalid argument for a quantity below one or a missing key; not found for an unknown
/// product; failed precondition where too little is there or the key belongs to another request;
/// aborted where the shelf has another version than the one named.
package struct TakeUnits: Request {
  package typealias Reply = TakenUnits
  package static let method = Method("warehouse.take")

  /// The order that the units are for.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units, at least one.
  package let quantity: Int
  /// The version of the shelf that this was decided on, where the warehouse compares versions.
  package let version: Int?

  package init(order: OrderID, product: ProductID, quantity: Int, version: Int? = nil) {
    self.order = order
    self.product = product
    self.quantity = quantity
    self.version = version
  }

  /// A text that is equal for equal requests only.
  var hash: String {
    var digest = Digest()
    fingerprint(into: &digest)
    return digest.description
  }
}

/// What is left after units were taken.
package struct TakenUnits: Codable, Sendable, Hashable, Fingerprinted {
  /// The order that they were taken for.
  package let order: OrderID
  /// The free units left.
  package let remaining: Int

  package init(order: OrderID, remaining: Int) {
    self.order = order
    self.remaining = remaining
  }
}

/// Asks whether an order's units were taken.
package struct AskTaking: Request {
  package typealias Reply = TakingReport
  package static let method = Method("warehouse.ask")

  /// The order.
  package let order: OrderID
  /// Whether an order whose units were not taken may not take any from now on.
  package let isFinal: Bool

  package init(order: OrderID, isFinal: Bool) {
    self.order = order
    self.isFinal = isFinal
  }
}

/// Whether an order's units were taken.
package struct TakingReport: Codable, Sendable, Hashable, Fingerprinted {
  /// Whether they were.
  package let wasTaken: Bool
}

/// Asks to put back what was taken for an order, and to take nothing more for it.
package struct ReturnUnits: Request {
  package typealias Reply = Done
  package static let method = Method("warehouse.return")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}

/// Asks which orders have units that were taken for them.
package struct ListOwners: Request {
  package typealias Reply = OwnerList
  package static let method = Method("warehouse.owners")

  package init() {}
}

/// The orders that have units.
package struct OwnerList: Codable, Sendable, Hashable, Fingerprinted {
  /// The orders, in order of their names.
  package let orders: [OrderID]
}

/// Asks what is on the shelf.
package struct ReadShelf: Request {
  package typealias Reply = ShelfReport
  package static let method = Method("warehouse.read-shelf")

  /// The product.
  package let product: ProductID
  /// The token of the lease under which it is read, where there is one.
  package let token: Int?

  package init(product: ProductID, token: Int? = nil) {
    self.product = product
    self.token = token
  }
}

/// What is on a shelf.
package struct ShelfReport: Codable, Sendable, Hashable, Fingerprinted {
  /// The units that can be taken.
  package let free: Int
  /// How often the shelf has been changed.
  package let version: Int
}

/// Asks to write what is on the shelf after the caller has taken units off it.
///
/// Errors: failed precondition where a later owner of the lease has been here.
package struct WriteShelf: Request {
  package typealias Reply = Done
  package static let method = Method("warehouse.write-shelf")

  /// The order that the units were taken for.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units were taken.
  package let quantity: Int
  /// What is left, as the caller has reckoned it.
  package let free: Int
  /// The token of the lease under which it is written.
  package let token: Int?
}
