import Primitives

/// The only source of chance that a service may use.
public protocol RandomSource: AnyObject {
  /// Draws 64 random bits.
  func next() -> UInt64
}

extension RandomSource {
  /// Draws a number below a bound, each equally likely.
  ///
  /// - Precondition: the bound is positive.
  public func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a draw needs a positive bound, got \(bound)")
    var product = next().multipliedFullWidth(by: bound)
    let threshold = (0 &- bound) % bound
    while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    return product.high
  }

  /// Draws a duration between zero and a bound, the bound excluded; zero for a bound of zero.
  public func duration(below bound: Duration) -> Duration {
    let nanoseconds = bound.nanoseconds
    return nanoseconds > 0 ? .nanoseconds(Int64(below(UInt64(nanoseconds)))) : .zero
  }

  /// Draws an identifier of 128 bits, as thirty-two hexadecimal digits.
  public func identifierText() -> String {
    func text(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return text(next()) + text(next())
  }
}
