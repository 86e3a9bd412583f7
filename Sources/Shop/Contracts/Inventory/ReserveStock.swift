package import Primitives
package import ServiceRuntime

/// Asks to keep units of several products for an order, all of them or none.
///
/// The order's id is the identity of the operation: a repetition gets the first answer. Errors:
/// invalid argument for no lines, a quantity below one, or other lines than before; not found for
/// an unknown product; failed precondition where too little is free, with `product`, `available`
/// and `requested`, and where the order's units were released, sold or given up before.
package struct ReserveStock: Request, FieldwiseFingerprinted {
  package typealias Reply = StockReserved
  package static let method = Method("inventory.reserve")

  /// The order that the units are for.
  package let order: OrderID
  /// What is kept; several lines of one product count together.
  package let lines: [StockLine]

  package init(order: OrderID, lines: [StockLine]) {
    self.order = order
    self.lines = lines
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("lines", lines)
  }
}
