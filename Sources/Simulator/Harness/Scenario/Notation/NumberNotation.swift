/// Reads numbers as JSON and JSON5 write them.
package enum NumberNotation {
  /// A whole number of 64 bits, or a decimal kept as text.
  package static func parse(_ text: String) -> Result<JSONNumber, NotationMistake> {
    let body = text.drop { $0 == "+" || $0 == "-" }
    let isNegative = text.first == "-"
    guard text.count - body.count <= 1 else { return .failure(unreadable(text)) }
    if body == "Infinity" || body == "NaN" {
      return .failure(NotationMistake("\(text) is not a number that a scenario can use"))
    }
    if body.hasPrefix("0x") || body.hasPrefix("0X") {
      return whole(body.dropFirst(2), radix: 16, isNegative, text)
    }
    if body.allSatisfy({ $0.isASCII && $0.isNumber }), !body.isEmpty {
      if body.count > 1, body.first == "0" {
        return .failure(NotationMistake("a number cannot begin with a zero: \(text)"))
      }
      return whole(body, radix: 10, isNegative, text)
    }
    guard isDecimal(body) else { return .failure(unreadable(text)) }
    let head = body.first == "." ? "0" : ""
    return .success(.decimal((isNegative ? "-" : "") + head + body.lowercased()))
  }

  private static func whole(
    _ digits: Substring, radix: Int, _ isNegative: Bool, _ text: String
  ) -> Result<JSONNumber, NotationMistake> {
    guard digits.allSatisfy({ $0.isHexDigit && $0.isASCII }), !digits.isEmpty else {
      return .failure(unreadable(text))
    }
    guard let magnitude = UInt64(digits, radix: radix) else {
      return .failure(NotationMistake("the number does not fit in 64 bits"))
    }
    guard !isNegative || magnitude <= 1 << 63 else {
      return .failure(NotationMistake("the number does not fit in 64 bits"))
    }
    return .success(.integer(isNegative ? -Int128(magnitude) : Int128(magnitude)))
  }

  private static func isDecimal(_ body: Substring) -> Bool {
    let parts = body.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return false }
    let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard point.count <= 2, point.contains(where: { !$0.isEmpty }) else { return false }
    var digits = point.joined()
    if parts.count == 2 {
      let exponent = parts[1].drop { $0 == "+" || $0 == "-" }
      guard parts[1].count - exponent.count <= 1, !exponent.isEmpty else { return false }
      digits += exponent
    }
    return digits.allSatisfy { $0.isASCII && $0.isNumber }
  }

  private static func unreadable(_ text: String) -> NotationMistake {
    if text.contains(where: { $0.isLetter || $0 == "%" }) {
      return NotationMistake("a number with a unit needs quotes", write: JSONText.quoted(text))
    }
    return NotationMistake("this is not a number: \(text)")
  }
}

/// A number of whole parts with decimals, kept exact.
struct DecimalNumber {
  /// The digits without the point.
  var digits: Int128
  /// How many of the digits stand behind the point, at most eighteen.
  var scale: Int

  /// Ten to a small power.
  static func power(_ exponent: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<exponent { result *= 10 }
    return result
  }

  /// Digits, perhaps with a point and digits behind it; no sign. Nothing when there are too many.
  init?(_ text: some StringProtocol) {
    digits = 0
    scale = 0
    var (hasPoint, count) = (false, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        count += 1
        guard count <= 36 else { return nil }
        digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
        if hasPoint { scale += 1 }
      default: return nil
      }
    }
    guard count > 0 else { return nil }
    while scale > 0, digits % 10 == 0 {
      digits /= 10
      scale -= 1
    }
    guard scale <= 18 else { return nil }
  }
}
