import Primitives

extension Duration {
  /// The span times a ratio, rounded down, and no more than a bound.
  ///
  /// Computed in twice the width of a word, so nothing overflows on the way.
  func scaled(by ratio: Ratio, atMost bound: Duration) -> Duration {
    let product = UInt64(max(nanoseconds, 0)).multipliedFullWidth(by: ratio.numerator)
    guard product.high < ratio.denominator else { return bound }
    let quotient = ratio.denominator.dividingFullWidth(product).quotient
    return quotient >= UInt64(max(bound.nanoseconds, 0)) ? bound : .nanoseconds(Int64(quotient))
  }

  /// The span a number of times, and no more than a bound.
  func times(_ count: UInt64, atMost bound: Duration) -> Duration {
    scaled(by: Ratio(count, 1), atMost: bound)
  }
}
