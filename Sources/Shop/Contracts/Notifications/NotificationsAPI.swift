package import ServiceRuntime

/// What others may ask of the notifications service.
package enum NotificationsAPI {
  /// The name that the notifications service answers to.
  package static let service: ServiceName = "notifications"
}
