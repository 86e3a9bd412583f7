import Primitives

/// A shape of delay.
///
/// Percentiles rather than the parameters of textbooks, because percentiles are what people who
/// run services have. Drawing uses integer arithmetic only: logarithms and exponentials of C
/// libraries differ in the last bit from platform to platform.
public enum Distribution: Hashable, Sendable {
  /// Always the same.
  case constant(Duration)
  /// Anything between two durations, both included, equally likely.
  case uniform(Duration, Duration)
  /// Without memory, as the gaps between independent arrivals are.
  case exponential(mean: Duration)
  /// Around a mean; what would fall below zero is zero.
  case normal(mean: Duration, deviation: Duration)
  /// Skewed to the right, as most latencies are, given by its median and 99th percentile.
  case logNormal(p50: Duration, p99: Duration)
  /// Heavy-tailed above a minimum, given by its 99th percentile.
  case pareto(minimum: Duration, p99: Duration)
  /// One of the given samples, equally likely.
  case empirical([Duration])
}

extension Distribution {
  /// What is wrong with the distribution, nothing if it can be drawn from.
  ///
  /// A clause without a full stop that names the offending values, fit for a diagnostic. Spans
  /// are compared in whole nanoseconds, in which they are drawn.
  public var problem: String? {
    switch self {
    case .constant(let delay):
      return Self.problem("the constant", delay)
    case .uniform(let lowest, let highest):
      return Self.problem("the lower bound", lowest)
        ?? Self.problem("the upper bound", highest, notBelow: "the lower bound", lowest)
    case .exponential(let mean):
      return Self.problem("the mean", mean)
    case .normal(let mean, let deviation):
      return Self.problem("the mean", mean) ?? Self.problem("the deviation", deviation)
    case .logNormal(let p50, let p99):
      return Self.problem("the p50", p50, isPositive: true)
        ?? Self.problem("the p99", p99, notBelow: "the p50", p50)
    case .pareto(let minimum, let p99):
      return Self.problem("the minimum", minimum, isPositive: true)
        ?? Self.problem("the p99", p99, notBelow: "the minimum", minimum)
    case .empirical(let samples):
      if samples.isEmpty { return "an empirical distribution needs at least one sample" }
      return samples.lazy.compactMap { Self.problem("a sample", $0) }.first
    }
  }

  private static func problem(
    _ name: String, _ span: Duration, isPositive: Bool = false
  ) -> String? {
    if span > .nanoseconds(DelayLaw.longest) {
      return "\(name) must not exceed \(Duration.nanoseconds(DelayLaw.longest).text)"
    }
    if span < .nanoseconds(-DelayLaw.longest) { return "\(name) must not be negative" }
    if span < .zero { return "\(name) must not be negative, got \(span.text)" }
    if isPositive && span.nanoseconds == 0 { return "\(name) must be at least 1ns, got 0s" }
    return nil
  }

  private static func problem(
    _ name: String, _ span: Duration, notBelow other: String, _ bound: Duration
  ) -> String? {
    if let problem = problem(name, span) { return problem }
    if span.nanoseconds >= bound.nanoseconds { return nil }
    return "\(name) must not be below \(other), got \(span.text) below \(bound.text)"
  }
}
