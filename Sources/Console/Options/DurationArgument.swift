import Primitives

extension ValueReader where Value == Duration {
  /// A span of time with its unit: `250ms`, `1.5s`, `2m`, `1h`.
  package static var duration: Self {
    Self("TIME") { text throws(InvalidValue) in
      guard let nanoseconds = try DurationArgument.nanoseconds(of: text) else {
        throw InvalidValue("is not a span of time; write for example 250ms, 1.5s, 2m or 1h")
      }
      return .nanoseconds(nanoseconds)
    }
  }
}

/// Reads spans of time in whole numbers, so that nothing is rounded.
private enum DurationArgument {
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// The span a text says, or nothing if it does not say one.
  static func nanoseconds(of text: String) throws(InvalidValue) -> Int64? {
    let name = text.drop { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = text.dropLast(name.count)
      .split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Int64($0) }), parts.count <= 2 else { return nil }
    if name.isEmpty { throw InvalidValue("has no unit; write \(text)ms or \(text)s") }
    guard let unit = units.first(where: { $0.name == name })?.nanoseconds else { return nil }
    var (total, tooLong) = whole.multipliedReportingOverflow(by: unit)
    if parts.count == 2 {
      guard let part = fraction(parts[1], of: unit) else { return nil }
      let sum = total.addingReportingOverflow(part)
      (total, tooLong) = (sum.partialValue, tooLong || sum.overflow)
    }
    if tooLong { throw InvalidValue("is longer than 292 years") }
    return total
  }

  /// The nanoseconds of the digits after the point, or nothing if they are not whole.
  private static func fraction(_ digits: Substring, of unit: Int64) -> Int64? {
    guard (1...18).contains(digits.count), let parts = Int128(digits) else { return nil }
    let scale = digits.reduce(Int128(1)) { size, _ in size * 10 }
    let (nanoseconds, rest) = (parts * Int128(unit)).quotientAndRemainder(dividingBy: scale)
    return rest == 0 ? Int64(nanoseconds) : nil
  }
}
