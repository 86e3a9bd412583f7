package import Engine
import Primitives

/// Reads and writes shapes of delay: a span, a range of spans, or an object that names a shape.
package enum DistributionNotation {
  /// The names of the shapes and the fields each of them needs.
  package static let shapes: [(name: String, fields: [String])] = [
    ("constant", ["value"]), ("uniform", ["min", "max"]), ("exponential", ["mean"]),
    ("normal", ["mean", "deviation"]), ("lognormal", ["p50", "p99"]),
    ("pareto", ["min", "p99"]), ("empirical", ["values"]),
  ]

  /// A span such as `4ms`, or a range such as `1ms..20ms`.
  package static func parse(_ text: String) throws(NotationMistake) -> Distribution {
    guard let (left, right) = RangeNotation.split(text) else {
      return .constant(try DurationNotation.parse(text))
    }
    if left.allSatisfy(\.isNumber), !left.isEmpty {
      let unit = right.drop { $0.isNumber || $0 == "." }
      throw NotationMistake("\(left) of what?", write: "\"\(left)\(unit)..\(right)\"")
    }
    let lower = try DurationNotation.parse(left)
    let upper = try DurationNotation.parse(right)
    guard lower <= upper else {
      throw NotationMistake(
        "the range ends before it begins", write: "\"\(right)..\(left)\"")
    }
    return lower == upper ? .constant(lower) : .uniform(lower, upper)
  }

  /// The shape of a name from the spans of its fields.
  static func make(
    _ name: String, _ span: (String) -> Duration?, values: [Duration]
  ) throws(NotationMistake) -> Distribution? {
    switch name {
    case "constant": return span("value").map(Distribution.constant)
    case "uniform":
      guard let lower = span("min"), let upper = span("max") else { return nil }
      guard lower <= upper else { throw NotationMistake("'min' is greater than 'max'") }
      return .uniform(lower, upper)
    case "exponential": return span("mean").map { .exponential(mean: $0) }
    case "normal":
      guard let mean = span("mean"), let deviation = span("deviation") else { return nil }
      return .normal(mean: mean, deviation: deviation)
    case "lognormal":
      guard let median = span("p50"), let high = span("p99") else { return nil }
      guard .zero < median, median <= high else {
        throw NotationMistake("'p50' must be more than nothing and at most 'p99'")
      }
      return .logNormal(p50: median, p99: high)
    case "pareto":
      guard let least = span("min"), let high = span("p99") else { return nil }
      guard .zero < least, least <= high else {
        throw NotationMistake("'min' must be more than nothing and at most 'p99'")
      }
      return .pareto(minimum: least, p99: high)
    default:
      guard !values.isEmpty else { throw NotationMistake("'values' must have at least one span") }
      return .empirical(values)
    }
  }

  /// The shortest form of a shape that reads back as the same shape.
  package static func node(_ distribution: Distribution) -> JSONNode {
    func object(_ name: String, _ fields: [(String, Duration)]) -> JSONNode {
      .object([("dist", .text(name))] + fields.map { ($0.0, .text($0.1.text)) })
    }
    switch distribution {
    case .constant(let span): return .text(span.text)
    case .uniform(let lower, let upper) where lower < upper:
      return .text("\(lower.text)..\(upper.text)")
    case .uniform(let lower, let upper): return object("uniform", [("min", lower), ("max", upper)])
    case .exponential(let mean): return object("exponential", [("mean", mean)])
    case .normal(let mean, let deviation):
      return object("normal", [("mean", mean), ("deviation", deviation)])
    case .logNormal(let median, let high):
      return object("lognormal", [("p50", median), ("p99", high)])
    case .pareto(let least, let high): return object("pareto", [("min", least), ("p99", high)])
    case .empirical(let values):
      return .object([
        ("dist", .text("empirical")), ("values", .list(values.map { .text($0.text) })),
      ])
    }
  }
}

extension Distribution {
  /// The least span that a draw can give.
  package var least: Duration {
    switch self {
    case .constant(let span), .uniform(let span, _), .pareto(let span, _): span
    case .exponential, .normal, .logNormal: .zero
    case .empirical(let values): values.min() ?? .zero
    }
  }
}

/// Splits texts such as `1ms..20ms`.
enum RangeNotation {
  /// What stands before and after the first two points, when there are any.
  static func split(_ text: some StringProtocol) -> (left: String, right: String)? {
    var previous: Character?
    for index in text.indices {
      let character = text[index]
      if character == ".", previous == "." {
        let left = text[..<index].dropLast()
        return (trimmed(left), trimmed(text[text.index(after: index)...]))
      }
      previous = character
    }
    return nil
  }

  /// A text without blanks at its ends.
  static func trimmed(_ text: some StringProtocol) -> String {
    var rest = text.drop { $0 == " " }[...]
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
