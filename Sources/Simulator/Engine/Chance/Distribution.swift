/// A shape of delay, from which each use draws a span anew.
///
/// Shapes are told by what people who run services have at hand: bounds, means and percentiles.
/// Drawing is done in integers, so that one seed gives the same spans on every platform.
public enum Distribution: Hashable, Sendable {
  /// Always the same span.
  case constant(Duration)
  /// Any span between two bounds, both of them included, each as likely as the other.
  case uniform(Duration, Duration)
  /// Waiting times of a process without memory, by their mean.
  case exponential(mean: Duration)
  /// A bell curve by its mean and its standard deviation; spans below zero are drawn as zero.
  case normal(mean: Duration, deviation: Duration)
  /// A skewed bell curve by its median and the span that 99 in 100 draws stay below.
  case logNormal(p50: Duration, p99: Duration)
  /// A heavy tail by its least span and the span that 99 in 100 draws stay below.
  case pareto(minimum: Duration, p99: Duration)
  /// One of the spans that somebody measured, each as likely as the other.
  case empirical([Duration])
}
