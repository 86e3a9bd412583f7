import Primitives
import ServiceRuntime
import ShopContracts

/// What a request with a key came to, kept in the same transaction as its effect.
struct KeptReply: Codable, Sendable, Fingerprinted, CustomStringConvertible {
  /// The fingerprint of the request, so that a key is not used for another one.
  let request: String
  /// What was answered.
  let reply: DeductStock.Reply

  var description: String { "order \(reply.order): \(reply.remaining) left" }
}

extension DeductStock {
  /// A text that is equal for equal requests only.
  var hash: String {
    var digest = Digest()
    fingerprint(into: &digest)
    return digest.description
  }
}
