package import ServiceRuntime

/// What others may ask of the users service.
package enum UsersAPI {
  /// The name that the users service answers to.
  package static let service: ServiceName = "users"
}
