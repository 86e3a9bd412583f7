/// A text that identifies one thing of a kind, and nothing of another kind.
///
/// The kind is a type that is never instantiated; it keeps an order's id from being passed where
/// a product's is meant.
public struct Identifier<Kind>: Hashable, Sendable {
  /// The text itself, never empty.
  public let text: String

  /// The identifier with this text.
  ///
  /// - Precondition: the text is not empty.
  public init(_ text: String) {
    precondition(!text.isEmpty, "an identifier of \(Kind.self) must not be empty")
    self.text = text
  }
}

extension Identifier: Comparable {
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.text < right.text
  }
}

extension Identifier: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard !text.isEmpty else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an identifier of \(Kind.self) must not be empty")
    }
    self.text = text
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Identifier: CustomStringConvertible {
  public var description: String { text }
}

extension Identifier: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) {
    self.init(text)
  }
}
