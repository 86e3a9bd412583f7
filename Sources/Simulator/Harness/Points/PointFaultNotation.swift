import Primitives

/// How faults at points are written: `crash inventory-1 at commit #2`.
///
/// Several that happen in one run stand with a plus between them. The other forms are
/// `crash HOST at failpoint NAME #N`, `at sending #N`, `at arrival #N`, each with `for SPAN` where
/// the host comes back after a time of its own, `pause HOST at … for SPAN` at the same points, and
/// `lose METHOD request #N from HOST to HOST`, `duplicate … after SPAN` and `delay … by SPAN`.
package enum PointFaultNotation {
  /// The text of a fault.
  package static func text(_ fault: PointFault) -> String {
    switch fault.harm {
    case .crash(let downFor):
      "crash \(fault.point.host) at \(fault.point)" + (downFor.map { " for \($0.text)" } ?? "")
    case .pause(let span): "pause \(fault.point.host) at \(fault.point) for \(span.text)"
    case .lose: "lose \(fault.point)"
    case .duplicate(let after): "duplicate \(fault.point) after \(after.text)"
    case .delay(let delay): "delay \(fault.point) by \(delay.text)"
    }
  }

  /// The text of faults that happen in one run.
  package static func text(_ faults: [PointFault]) -> String {
    faults.map { text($0) }.joined(separator: " + ")
  }

  /// The faults of one run that a text writes down.
  package static func parse(_ text: String) throws(NotationMistake) -> [PointFault] {
    var faults: [PointFault] = []
    for words in text.split(separator: " ").split(separator: "+") {
      guard let fault = fault(words.map(String.init)) else {
        throw NotationMistake(
          "'\(words.joined(separator: " "))' is not a fault such as 'crash inventory-1 at commit #2'"
            + " or 'lose reserve request #1 from orders-1 to inventory-1'")
      }
      faults.append(fault)
    }
    if faults.isEmpty { throw NotationMistake("'\(text)' names no fault") }
    return faults
  }

  private static func fault(_ words: [String]) -> PointFault? {
    guard let verb = words.first else { return nil }
    if verb == "crash" || verb == "pause" { return ofHost(verb, Array(words.dropFirst())) }
    guard words.count >= 8, words[2] == "request" || words[2] == "reply",
      let nth = number(words[3]), words[4] == "from", words[6] == "to"
    else { return nil }
    let point = RunPoint.message(
      words[1], isReply: words[2] == "reply", from: words[5], to: words[7], nth: nth)
    let rest = Array(words.dropFirst(8))
    switch verb {
    case "lose": return rest.isEmpty ? PointFault(.lose, at: point) : nil
    case "duplicate":
      return span(rest, "after").map { PointFault(.duplicate(after: $0), at: point) }
    case "delay": return span(rest, "by").map { PointFault(.delay($0), at: point) }
    default: return nil
    }
  }

  /// What follows `crash` or `pause`: a host, `at`, a point of it, and for how long.
  private static func ofHost(_ verb: String, _ words: [String]) -> PointFault? {
    guard words.count >= 4, words[1] == "at", let kind = RunPoint.Kind(rawValue: words[2]) else {
      return nil
    }
    let isNamed = kind == .failpoint
    let after = isNamed ? 5 : 4
    guard kind != .message, words.count >= after, let nth = number(words[after - 1]) else {
      return nil
    }
    let point =
      isNamed
      ? RunPoint.failpoint(words[3], on: words[0], nth: nth)
      : RunPoint.step(kind, of: words[0], nth: nth)
    let rest = Array(words.dropFirst(after))
    if rest.isEmpty, verb == "crash" { return PointFault(.crash(downFor: nil), at: point) }
    return span(rest, "for").map { span in
      PointFault(verb == "crash" ? .crash(downFor: span) : .pause(span), at: point)
    }
  }

  private static func number(_ word: String) -> Int? {
    guard word.first == "#", let number = Int(word.dropFirst()), number > 0 else { return nil }
    return number
  }

  private static func span(_ words: [String], _ preposition: String) -> Duration? {
    guard words.count == 2, words[0] == preposition else { return nil }
    return try? DurationNotation.parse(words[1])
  }
}

extension PointFault: CustomStringConvertible {
  /// The fault as it is written.
  package var description: String { PointFaultNotation.text(self) }
}
