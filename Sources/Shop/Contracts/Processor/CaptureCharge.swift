package import Primitives
package import ServiceRuntime

/// Takes the amount that is kept.
///
/// Errors: failed precondition where nothing is kept, or not any more.
package struct CaptureCharge: Request, FieldwiseFingerprinted {
  package typealias Reply = CardCharge
  package static let method = Method("card-processor.capture")

  /// Our name for the charge.
  package let reference: String

  package init(reference: String) {
    self.reference = reference
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("reference", reference)
  }
}
