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
  /// Around a mean, cut off at zero.
  case normal(mean: Duration, deviation: Duration)
  /// Skewed to the right, as most latencies are, given by its median and 99th percentile.
  case logNormal(p50: Duration, p99: Duration)
  /// Heavy-tailed above a minimum, given by its 99th percentile.
  case pareto(minimum: Duration, p99: Duration)
  /// One of the given samples, equally likely.
  case empirical([Duration])
}
