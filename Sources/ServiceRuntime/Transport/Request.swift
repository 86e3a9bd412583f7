public import Primitives

/// A typed request: its content, its reply and the name of its method.
///
/// Requests and replies are values: what travels is a copy, whatever world carries it.
public protocol Request: Codable, Sendable, Fingerprinted {
  /// What a service answers.
  associatedtype Reply: Codable, Sendable, Fingerprinted

  /// The method's name, the same in every process and version: `inventory.deduct`.
  static var method: Method { get }
}

/// A reply that says nothing but that the request was carried out.
public struct Done: Codable, Sendable, Hashable, Fingerprinted {
  /// The only value.
  public init() {}

  public func fingerprint(into digest: inout Digest) {
    digest.combine(true)
  }
}
