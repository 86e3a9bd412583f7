import Primitives

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
