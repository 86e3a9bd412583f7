extension Duration {
  /// The span in whole nanoseconds, rounded towards zero.
  ///
  /// Spans below eighteen seconds take a division of one machine word, which is what keeps a
  /// time limit on every call affordable.
  @inlinable
  public var nanoseconds: Int64 {
    let attoseconds = self.attoseconds
    if attoseconds >= 0 && attoseconds <= Int128(UInt64.max) {
      return Int64(truncatingIfNeeded: UInt64(truncatingIfNeeded: attoseconds) / 1_000_000_000)
    }
    return Int64(attoseconds / 1_000_000_000)
  }

  /// The span as a person writes it, in the largest unit that needs no rounding: `250ms`.
  public var text: String {
    let total = nanoseconds
    let units: [(Int64, String)] = [
      (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"),
      (1_000_000, "ms"), (1_000, "us"),
    ]
    if total == 0 { return "0s" }
    for (size, unit) in units where total % size == 0 { return "\(total / size)\(unit)" }
    return "\(total)ns"
  }

  /// The span as a person reads it, to a tenth of the unit that suits it: `540.3 ms`, `1.5 min`.
  ///
  /// Where a tenth would make a span look round that is not, two more digits are shown, so that
  /// what is a little over a bound does not look like the bound.
  public var rounded: String {
    let total = nanoseconds.magnitude
    let units: [(size: UInt64, name: String)] = [
      (3_600_000_000_000, "h"), (60_000_000_000, "min"), (1_000_000_000, "s"),
      (1_000_000, "ms"), (1_000, "us"),
    ]
    let unit = units.first { total >= $0.size } ?? (1, "ns")
    let whole = total / unit.size
    let thousandths = total % unit.size * 1000 / unit.size
    let sign = nanoseconds < 0 ? "-" : ""
    var digits = DecimalText.padded(thousandths, width: 3)[...]
    if let tenth = digits.first, tenth != "0" { digits = digits.prefix(1) }
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole)\(digits.isEmpty ? "" : ".\(digits)") \(unit.name)"
  }
}

/// Decimal notation of nanosecond counts, without floating point.
package enum DecimalText {
  /// Seconds with at least three decimals and no needless ones, and the unit.
  package static func seconds(nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude
    let fraction = padded(magnitude % 1_000_000_000, width: 9)
    var digits = fraction[...]
    while digits.count > 3, digits.last == "0" { digits.removeLast() }
    return "\(nanoseconds < 0 ? "-" : "")\(magnitude / 1_000_000_000).\(digits) s"
  }

  /// A number with leading zeros up to a width.
  package static func padded(_ number: UInt64, width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
