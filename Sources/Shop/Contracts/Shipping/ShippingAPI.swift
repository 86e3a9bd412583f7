package import ServiceRuntime

/// What others may ask of the shipping service.
package enum ShippingAPI {
  /// The name that the shipping service answers to.
  package static let service: ServiceName = "shipping"
}
