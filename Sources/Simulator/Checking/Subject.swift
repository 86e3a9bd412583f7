/// A part of the world that a law may read, by name, such as `wallet` or `link orders-wallet`.
///
/// A law is looked at again only when one of its subjects has changed.
public struct Subject: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name under which changes are announced.
  public let name: String

  /// The subject of this name.
  ///
  /// - Precondition: the name is not empty.
  public init(_ name: String) {
    precondition(!name.isEmpty, "a subject's name must not be empty")
    self.name = name
  }

  /// The subject of this name.
  public init(stringLiteral name: String) { self.init(name) }

  /// Everything: a law that reads it is looked at after every change of anything.
  public static let anything: Subject = "*"

  /// The name.
  public var description: String { name }
}

/// The number under which a monitor knows a subject, so that announcing a change costs no look-up.
package struct SubjectKey: Hashable, Sendable {
  /// The position among the monitor's subjects.
  let index: Int
}
