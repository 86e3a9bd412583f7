package import Primitives

/// Reads shares between nothing and everything: `0.05`, `"5%"` or `"1/3"`, exact.
package enum ProbabilityNotation {
  /// The share that a text writes down.
  package static func parse(_ text: String) throws(NotationMistake) -> Ratio {
    let ratio = try figure(text)
    guard ratio.isProbability else {
      let isWhole = text.allSatisfy { $0.isASCII && $0.isNumber } && text.count <= 2
      throw NotationMistake(
        "a probability lies between 0 and 1", write: isWhole ? "\"\(text)%\"" : nil)
    }
    return ratio
  }

  /// The share or factor that a text writes down; it may pass one.
  package static func figure(_ text: String) throws(NotationMistake) -> Ratio {
    guard text.first != "-" else { throw NotationMistake("a probability cannot be negative") }
    if text.last == "%" {
      return try decimal(RangeNotation.trimmed(text.dropLast()), shift: 2, text)
    }
    return text.contains("/") ? try fraction(text) : try decimal(text, shift: 0, text)
  }

  private static func fraction(_ text: String) throws(NotationMistake) -> Ratio {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let upper = UInt64(parts[0]), let lower = UInt64(parts[1]), lower > 0
    else { throw unreadable(text) }
    return Ratio(upper, lower)
  }

  private static func decimal(
    _ number: String, shift: Int, _ text: String
  ) throws(NotationMistake) -> Ratio {
    let parts = number.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let mantissa = DecimalNumber(parts.first ?? "") else {
      throw unreadable(text)
    }
    var scale = mantissa.scale + shift
    var digits = mantissa.digits
    if parts.count == 2 {
      guard let exponent = Int(parts[1]), abs(exponent) <= 18 else { throw unreadable(text) }
      scale -= exponent
    }
    while scale < 0 {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
      guard !overflow else { throw unreadable(text) }
      (digits, scale) = (product, scale + 1)
    }
    while scale > 0, digits % 10 == 0, digits > 0 { (digits, scale) = (digits / 10, scale - 1) }
    guard scale <= 18 else {
      throw NotationMistake("a probability has at most 18 decimals")
    }
    guard let upper = UInt64(exactly: digits) else {
      throw NotationMistake("a probability lies between 0 and 1")
    }
    return Ratio(upper, UInt64(DecimalNumber.power(scale)))
  }

  private static func unreadable(_ text: String) -> NotationMistake {
    NotationMistake("'\(text)' is not a probability such as 0.05 or \"5%\"")
  }
}
