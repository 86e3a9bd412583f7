/// An exact share, numerator over denominator.
///
/// Probabilities are ratios, never floating-point numbers, so that one seed draws the same
/// outcome on every platform.
public struct Ratio: Hashable, Sendable, Codable {
  /// The share's upper part.
  public let numerator: UInt64
  /// The share's lower part, never zero.
  public let denominator: UInt64

  /// Nothing at all.
  public static let zero = Ratio(0, 1)
  /// Everything.
  public static let one = Ratio(1, 1)

  /// A share in lowest terms.
  ///
  /// - Precondition: the denominator is positive.
  public init(_ numerator: UInt64, _ denominator: UInt64) {
    precondition(denominator > 0, "a ratio's denominator must be positive, got \(denominator)")
    let divisor = Ratio.greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// A number of parts in a hundred.
  public static func percent(_ parts: UInt64) -> Ratio {
    Ratio(parts, 100)
  }

  /// Whether the share is nothing.
  public var isZero: Bool { numerator == 0 }

  /// Whether the share lies between nothing and everything, as a probability must.
  public var isProbability: Bool { numerator <= denominator }

  private static func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}

extension Ratio: Comparable {
  /// Compares by cross-multiplication in full width, so nothing is rounded.
  public static func < (left: Ratio, right: Ratio) -> Bool {
    let a = left.numerator.multipliedFullWidth(by: right.denominator)
    let b = right.numerator.multipliedFullWidth(by: left.denominator)
    return (a.high, a.low) < (b.high, b.low)
  }
}

extension Ratio: CustomStringConvertible {
  /// A percentage where that is exact to two decimals, else the fraction.
  public var description: String {
    let (scaled, overflow) = numerator.multipliedReportingOverflow(by: 10_000)
    guard !overflow, scaled % denominator == 0 else { return "\(numerator)/\(denominator)" }
    let hundredths = scaled / denominator
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    if rest == 0 { return "\(whole)%" }
    let digits = rest % 10 == 0 ? String(rest / 10) : DecimalText.padded(rest, width: 2)
    return "\(whole).\(digits)%"
  }
}
