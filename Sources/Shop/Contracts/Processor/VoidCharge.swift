import Primitives
package import ServiceRuntime

/// Gives up a charge before it is captured; an unknown one is kept from ever happening.
///
/// Errors: failed precondition where the amount was taken.
package struct VoidCharge: Request {
  package typealias Reply = CardCharge
  package static let method = Method("card-processor.void")

  /// Our name for the charge.
  package let reference: String

  package init(reference: String) {
    self.reference = reference
  }
}
