package import ServiceRuntime

/// What others may ask of the products service.
package enum ProductsAPI {
  /// The name that the products service answers to.
  package static let service: ServiceName = "products"
}
