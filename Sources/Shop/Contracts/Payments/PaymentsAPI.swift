import Primitives
package import ServiceRuntime

/// What others may ask of the payments service.
package enum PaymentsAPI {
  /// The name that the payments service answers to.
  package static let service: ServiceName = "payments"
}
