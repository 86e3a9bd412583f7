/// The number from which every draw of a run follows.
///
/// Written in decimal when a person chose it and as sixteen hexadecimal digits when it was drawn
/// at random; both are read back alike.
public struct Seed: Hashable, Sendable {
  /// The seed's value; all 64 bits count.
  public let value: UInt64

  /// The seed with this value.
  public init(_ value: UInt64) {
    self.value = value
  }
}

extension Seed: CustomStringConvertible {
  /// Decimal digits.
  public var description: String { String(value) }
}

extension Seed: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: UInt64) {
    self.init(value)
  }
}
