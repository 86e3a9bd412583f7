import Checking
import Engine
package import Harness
import Primitives

/// A violation in the five parts that every failure has: expected, seen, when and where, because,
/// and how to see it again.
package struct FailureText {
  /// The law that was broken.
  package let property: String
  /// When and where, in words.
  package let headline: String
  /// The parts after the headline, each with its label.
  package let parts: [(label: String, text: String)]

  /// The text for the first law that a run broke; nothing when it broke none.
  ///
  /// - Parameter replay: the command that runs it again.
  package init?(_ record: RunRecord, replay: String) {
    guard let report = record.firstViolation, let evidence = report.verdict.evidence else {
      return nil
    }
    property = report.id
    let place = evidence.location.isEmpty ? "" : " on \(evidence.location)"
    headline = "at \(evidence.when)\(place)"
    var parts = [("expected", evidence.expected), ("seen", evidence.seen)]
    let reasons = evidence.because + FailureText.faults(of: record, before: evidence.when)
    for (position, reason) in reasons.enumerated() {
      parts.append((position == 0 ? "because" : "", reason))
    }
    parts.append(("replay", replay))
    self.parts = parts
  }

  /// The faults that struck before an instant, in words; at most the last three.
  private static func faults(of record: RunRecord, before instant: Instant) -> [String] {
    record.trace.events
      .filter { $0.kind == .faultStruck && $0.instant <= instant }
      .suffix(3)
      .map { "\(record.trace.text($0.text)) at \($0.instant)" }
  }

  /// The parts as aligned lines.
  package var lines: [String] {
    let label = "violated".padded(to: 9)
    return ["\(label) \(property)  \(headline)"]
      + parts.map { "\($0.label.padded(to: 9)) \($0.text)" }
  }
}

extension String {
  /// The text with spaces up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
