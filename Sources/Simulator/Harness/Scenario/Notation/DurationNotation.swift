/// Reads spans of time: a number and a unit, such as `250ms`.
package enum DurationNotation {
  /// The units and their length in nanoseconds.
  static let units: [(name: String, nanoseconds: Int128)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// The span that a text writes down, exact to the nanosecond.
  package static func parse(
    _ text: some StringProtocol, allowingNegative: Bool = false
  ) throws(NotationMistake) -> Duration {
    let isNegative = text.first == "-"
    guard !isNegative || allowingNegative else {
      throw NotationMistake("a span of time cannot be negative: \(text)")
    }
    let body = isNegative || text.first == "+" ? text.dropFirst() : text[...]
    let number = body.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = body.dropFirst(number.count).drop { $0 == " " }
    guard !number.isEmpty else {
      throw NotationMistake("'\(text)' is not a span of time such as \"250ms\"")
    }
    guard !unit.isEmpty else { throw withoutUnit(String(text)) }
    guard let length = units.first(where: { $0.name == unit })?.nanoseconds else {
      throw unknownUnit(String(unit), number: String(number))
    }
    guard let amount = DecimalNumber(number) else {
      throw NotationMistake("'\(number)' is not a number that a span of time can have")
    }
    let (product, overflow) = amount.digits.multipliedReportingOverflow(by: length)
    let divisor = DecimalNumber.power(amount.scale)
    guard !overflow, product / divisor <= Int128(Int64.max) else {
      throw NotationMistake("\(text) is longer than the 292 years that a run can count")
    }
    guard product % divisor == 0 else {
      throw NotationMistake("\(text) is finer than a nanosecond")
    }
    let nanoseconds = Int64(product / divisor)
    return .nanoseconds(isNegative ? -nanoseconds : nanoseconds)
  }

  /// The mistake of a number alone.
  static func withoutUnit(_ number: String) -> NotationMistake {
    NotationMistake("\(number) of what?", write: "\"\(number)ms\"")
  }

  private static func unknownUnit(_ unit: String, number: String) -> NotationMistake {
    var mistake = NotationMistake(
      "unknown unit '\(unit)', a span of time is counted in ns, us, ms, s, m or h")
    let words = [
      "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m",
      "minute": "m", "minutes": "m", "hour": "h", "hours": "h", "msec": "ms", "millis": "ms",
      "milliseconds": "ms", "usec": "us", "microseconds": "us", "nanoseconds": "ns",
    ]
    if let known = words[unit.lowercased()]
      ?? (unit.lowercased() != unit ? unit.lowercased() : nil),
      units.contains(where: { $0.name == known })
    {
      mistake.fix = "\"\(number)\(known)\""
      mistake.label = "did you mean \"\(number)\(known)\"?"
    }
    return mistake
  }
}
