package import Primitives

/// A verdict on a figure, with the points behind it.
package struct Measure: Equatable, Sendable {
  /// The judgement.
  package let verdict: Verdict
  /// What to draw.
  package let plot: Plot

  /// A judgement and its points.
  package init(_ verdict: Verdict, _ plot: Plot) {
    self.verdict = verdict
    self.plot = plot
  }
}

/// Points over the timeline, and the bound they are held against.
package struct Plot: Equatable, Sendable {
  /// What is drawn.
  package let name: String
  /// What the values count.
  package let unit: Unit
  /// The value that must not be passed, in the same unit.
  package let bound: Int64?
  /// The instants, in order of time.
  package private(set) var instants: [Instant] = []
  /// The values, one for each instant.
  package private(set) var values: [Int64] = []

  /// A plot without points.
  package init(_ name: String, unit: Unit, bound: Int64? = nil) {
    self.name = name
    self.unit = unit
    self.bound = bound
  }

  /// Adds a point.
  package mutating func add(_ instant: Instant, _ value: Int64) {
    instants.append(instant)
    values.append(value)
  }

  /// What values count.
  package enum Unit: Equatable, Sendable {
    /// Spans of time.
    case nanoseconds
    /// Parts in a million.
    case millionths
    /// Things.
    case count
  }
}

extension Ratio {
  /// The share in parts of a million, rounded down, capped at what fits.
  var millionths: Int64 {
    let (high, low) = numerator.multipliedFullWidth(by: 1_000_000)
    guard high < denominator else { return .max }
    return Int64(clamping: denominator.dividingFullWidth((high, low)).quotient)
  }
}
