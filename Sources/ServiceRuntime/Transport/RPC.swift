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

/// The name of a kind of request.
public struct Method: Hashable, Sendable {
  /// The name itself.
  public let name: String
  /// The name reduced to one word, so that dispatching a call compares no texts.
  public let word: UInt64

  /// The method of this name.
  ///
  /// - Precondition: the name is not empty.
  public init(_ name: String) {
    precondition(!name.isEmpty, "a method's name must not be empty")
    self.name = name
    self.word = NameWord.of(name)
  }

  public static func == (left: Method, right: Method) -> Bool {
    left.word == right.word
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(word)
  }
}

extension Method: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral name: String) {
    self.init(name)
  }

  public var description: String { name }
}

/// A reply that says nothing but that the request was carried out.
public struct Done: Codable, Sendable, Hashable, Fingerprinted {
  /// The only value.
  public init() {}

  public func fingerprint(into digest: inout Digest) {
    digest.combine(true)
  }
}
