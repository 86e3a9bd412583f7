import Primitives

/// The name by which services address each other, never a place.
///
/// Who answers to a name, and where, is the surroundings' affair: one process, several, or none.
public struct ServiceName: Hashable, Sendable {
  /// The name itself, such as `inventory`.
  public let text: String
  /// The name reduced to one word, so that routing a call compares no texts.
  public let word: UInt64

  /// The service of this name.
  ///
  /// - Precondition: the name is not empty.
  public init(_ text: String) {
    precondition(!text.isEmpty, "a service's name must not be empty")
    self.text = text
    self.word = NameWord.of(text)
  }

  public static func == (left: ServiceName, right: ServiceName) -> Bool {
    left.word == right.word
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(word)
  }
}

extension ServiceName: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) {
    self.init(text)
  }

  public var description: String { text }
}

/// Names reduced to words.
enum NameWord {
  /// The same word for the same name in every process, never zero.
  static func of(_ name: String) -> UInt64 {
    var digest = Digest()
    digest.combine(name)
    return digest.words.high | 1
  }
}
