/// Numbers as a page of results says them.
enum SweepFigures {
  /// A whole number with commas: `12,345`.
  static func count(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return number < 0 ? "-\(result)" : result
  }

  /// A number and its noun: `1 run`, `12 runs`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A share in percent, never rounded to none or to all where it is neither.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let tenths = (part * 1000 + whole / 2) / whole
    if part == 0 || part == whole { return "\(tenths / 10) %" }
    if tenths == 0 { return "< 0.1 %" }
    if tenths == 1000 { return "> 99.9 %" }
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// A duration in the unit that suits it.
  static func time(_ duration: Duration?) -> String {
    guard let duration else { return "–" }
    let nanoseconds =
      duration.components.seconds * 1_000_000_000
      + duration.components.attoseconds / 1_000_000_000
    for (unit, name) in [(1_000_000_000 as Int64, "s"), (1_000_000, "ms"), (1000, "µs")]
    where nanoseconds >= unit {
      let hundredths = nanoseconds * 100 / unit
      let (whole, rest) = (hundredths / 100, hundredths % 100)
      if rest == 0 || whole >= 100 { return "\(whole) \(name)" }
      if whole >= 10 || rest % 10 == 0 { return "\(whole).\(rest / 10) \(name)" }
      return "\(whole).\(rest < 10 ? "0" : "")\(rest) \(name)"
    }
    return "\(nanoseconds) ns"
  }

  /// A link target made of a text: letters and digits, a dash for anything else.
  static func anchor(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
