import Primitives
package import ServiceRuntime

/// Asks what the processor's books say of a charge; an unknown one is no error.
package struct InquireCharge: Request {
  package typealias Reply = CardCharge
  package static let method = Method("card-processor.inquire")

  /// Our name for the charge.
  package let reference: String

  package init(reference: String) {
    self.reference = reference
  }
}
