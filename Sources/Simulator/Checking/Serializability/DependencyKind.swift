/// Why one transaction must come before another.
package struct DependencyKind: OptionSet, Hashable, Sendable {
  /// One bit a kind.
  package let rawValue: UInt8

  /// The kinds of the given bits.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The later wrote over what the earlier wrote.
  package static let writeWrite = DependencyKind(rawValue: 1)
  /// The later read what the earlier wrote.
  package static let writeRead = DependencyKind(rawValue: 2)
  /// The later wrote over what the earlier had read.
  package static let readWrite = DependencyKind(rawValue: 4)
  /// One client asked for both, one after the other.
  package static let session = DependencyKind(rawValue: 8)
  /// The earlier had ended before the later began.
  package static let realTime = DependencyKind(rawValue: 16)

  /// Everything that follows from reads and writes.
  static let data: DependencyKind = [.writeWrite, .writeRead, .readWrite]
  /// Reads from writes and writes over writes.
  static let information: DependencyKind = [.writeWrite, .writeRead]
}

/// One transaction must come before another, and why.
package struct Dependency: Hashable, Sendable {
  /// The earlier transaction.
  package let from: Int
  /// The later transaction.
  package let to: Int
  /// The reason.
  package let kind: DependencyKind
  /// The key that it is about; empty for orders of time.
  package let key: String
  /// The value before: overwritten, or read.
  package let before: Int?
  /// The value after: written over it.
  package let after: Int?

  /// A dependency of a kind; the key and values may be left out for orders of time.
  package init(
    from: Int, to: Int, kind: DependencyKind, key: String = "", before: Int? = nil,
    after: Int? = nil
  ) {
    self.from = from
    self.to = to
    self.kind = kind
    self.key = key
    self.before = before
    self.after = after
  }

  /// The dependency in words.
  package var sentence: String {
    let old = before.map { "\($0)" } ?? "nothing"
    let new = after.map { "\($0)" } ?? "nothing"
    if kind == .writeWrite { return "T\(to) wrote \(new) to \(key) over \(old) of T\(from)" }
    if kind == .writeRead { return "T\(to) read \(old) from \(key), which T\(from) wrote" }
    if kind == .readWrite {
      return "T\(from) read \(old) from \(key), which T\(to) then wrote over with \(new)"
    }
    if kind == .session { return "T\(from) and T\(to) are of one client, in this order" }
    return "T\(from) had ended before T\(to) began"
  }
}
