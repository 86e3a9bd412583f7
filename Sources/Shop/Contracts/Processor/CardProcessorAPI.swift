import Primitives
package import ServiceRuntime

/// What the payments service asks of the card processor, who is outside the shop.
///
/// The processor has books of its own. Every request names the charge by our reference; repeating
/// one that was carried out changes nothing and is answered as before.
package enum CardProcessorAPI {
  /// The name that the processor answers to.
  package static let service: ServiceName = "card-processor"
}
