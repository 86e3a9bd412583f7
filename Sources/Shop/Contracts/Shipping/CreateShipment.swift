package import Primitives
package import ServiceRuntime

/// Asks for a parcel to be packed.
///
/// An order has one parcel: whoever asks again, under whatever key, is told of the one there is.
///
/// Errors: invalid argument for an incomplete address, no lines, a quantity below one, or other
/// content than before; failed precondition with `country` where the carrier does not go there, and
/// with `status` where the parcel was cancelled before.
package struct CreateShipment: Request, FieldwiseFingerprinted {
  package typealias Reply = ShipmentReport

  package static let method = Method("shipping.create")

  /// The order.
  package let order: OrderID
  /// What is in the parcel.
  package let lines: [StockLine]
  /// Where it goes.
  package let address: PostalAddress

  package init(order: OrderID, lines: [StockLine], address: PostalAddress) {
    self.order = order
    self.lines = lines
    self.address = address
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("lines", lines)
    digest.take("address", address)
  }
}
