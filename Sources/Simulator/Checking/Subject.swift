/// A part of the world that a law may read, by name, such as `wallet` or `link orders-wallet`.
///
/// A law is looked at again only when one of its subjects has changed.
public struct Subject: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name under which changes are announced.
  public let name: String
  /// What of it is read, where not all of it is; such changes are announced for themselves.
  package let part: String

  /// The subject of this name.
  ///
  /// - Precondition: the name is not empty.
  public init(_ name: String) {
    self.init(name, part: "")
  }

  /// A part of a subject; the whole, where the part has no name.
  ///
  /// - Precondition: the name is not empty.
  package init(_ name: String, part: String) {
    precondition(!name.isEmpty, "a subject's name must not be empty")
    self.name = name
    self.part = part
  }

  /// All of it.
  package var whole: Subject { Subject(name) }

  /// The subject of this name.
  public init(stringLiteral name: String) { self.init(name) }

  /// Everything: a law that reads it is looked at after every change of anything.
  public static let anything: Subject = "*"

  /// The name.
  public var description: String { part.isEmpty ? name : "\(name): \(part)" }
}

/// The number under which a monitor knows a subject, so that announcing a change costs no look-up.
package struct SubjectKey: Hashable, Sendable {
  /// The position among the monitor's subjects.
  let index: Int
}
