import Primitives

/// A distribution made ready for drawing: one uniform word in, nanoseconds out.
///
/// Each law is the quantile function of its distribution, so a draw takes exactly one word
/// whatever the law, and changing one link's law never shifts another draw. Larger words give
/// delays that are at least as long. Only integers are used: every platform draws the same
/// nanoseconds. The value is small and holds no counted reference.
///
/// Results lie between zero and ``longest``. Percentiles are met within one part in a million,
/// plus half a nanosecond of rounding.
public struct DelayLaw: Sendable {
  /// The longest delay of any law: 2^56 nanoseconds, some 834 days.
  ///
  /// A hundred of them in a row still fit the timeline. Only the outermost draws of heavy tails
  /// come near it.
  public static let longest: Int64 = 1 << 56

  @usableFromInline let shape: Shape

  /// Prepares a distribution.
  ///
  /// - Precondition: the distribution has no ``Distribution/problem``.
  public init(_ distribution: Distribution) {
    let problem = distribution.problem
    precondition(problem == nil, "a law needs a sound distribution: \(problem ?? "")")
    shape = Shape(distribution)
  }

  /// The delay in nanoseconds that a uniform word stands for.
  @inlinable
  public func draw(_ word: UInt64) -> Int64 {
    if case .even(let lowest, let count) = shape {
      return lowest &+ Int64(bitPattern: word.multipliedFullWidth(by: count).high)
    }
    return shape.quantile(word)
  }

  /// Draws a delay in nanoseconds, taking one word from a stream.
  @inlinable
  public func draw(from stream: inout RandomStream) -> Int64 {
    draw(stream.next())
  }
}

extension DelayLaw {
  /// What is left of a distribution once everything that can be computed beforehand is.
  @usableFromInline
  enum Shape: Sendable {
    /// One of so many whole nanoseconds from the lowest on; a constant is a choice of one.
    case even(lowest: Int64, count: UInt64)
    /// Memoryless with a mean.
    case exponential(mean: UInt64)
    /// A mean and a deviation.
    case normal(mean: Int64, deviation: Int64)
    /// A median and the binary logarithm that one deviation adds, in units of 2^-48.
    case logNormal(median: Magnitude, spread: Int64)
    /// A minimum and its power per halving of the rest's share, in units of 2^-48.
    case pareto(minimum: Magnitude, exponent: Int64)
    /// One of several samples.
    case empirical(SampleTable)
  }
}

extension DelayLaw.Shape {
  /// The shape of a sound distribution.
  init(_ distribution: Distribution) {
    switch distribution {
    case .constant(let delay):
      self = .even(lowest: delay.nanoseconds, count: 1)
    case .uniform(let lowest, let highest):
      let width = highest.nanoseconds - lowest.nanoseconds
      self = .even(lowest: lowest.nanoseconds, count: UInt64(width) + 1)
    case .exponential(let mean):
      self = .exponential(mean: UInt64(mean.nanoseconds))
    case .normal(let mean, let deviation):
      self = .normal(mean: mean.nanoseconds, deviation: deviation.nanoseconds)
    case .logNormal(let p50, let p99):
      let median = Magnitude(p50.nanoseconds)
      let rise = Magnitude(p99.nanoseconds).logarithm - median.logarithm
      self = .logNormal(
        median: median, spread: Self.quotient(rise, FixedPoint.deviationsAtPercentile))
    case .pareto(let lowest, let p99):
      let minimum = Magnitude(lowest.nanoseconds)
      let rise = Magnitude(p99.nanoseconds).logarithm - minimum.logarithm
      self = .pareto(
        minimum: minimum, exponent: Self.quotient(rise, FixedPoint.logarithmOfHundred))
    case .empirical(let samples):
      self = .empirical(SampleTable(samples.map(\.nanoseconds)))
    }
  }

  /// The delay below which a word's share of all draws lies.
  @usableFromInline
  func quantile(_ word: UInt64) -> Int64 {
    switch self {
    case .even(let lowest, let count):
      return lowest &+ Int64(bitPattern: word.multipliedFullWidth(by: count).high)
    case .exponential(let mean):
      let rest = FixedPoint.logarithm(ofShare: 0 &- word)
      let natural = rest.multipliedFullWidth(by: FixedPoint.naturalLogarithmOfTwo).high
      return Self.capped(Self.product(Int64(bitPattern: mean), Int64(bitPattern: natural)))
    case .normal(let mean, let deviation):
      let distance = Self.product(deviation, FixedPoint.standardNormal(word))
      return Self.capped(mean &+ distance)
    case .logNormal(let median, let spread):
      return median.scaled(byPower: Self.product(spread, FixedPoint.standardNormal(word)))
    case .pareto(let minimum, let exponent):
      // Halved, because the logarithm of the last word, 64, needs the sign's bit.
      let rest = FixedPoint.logarithm(ofShare: 0 &- word) &>> 1
      return minimum.scaled(byPower: Self.product(exponent &* 2, Int64(bitPattern: rest)))
    case .empirical(let table):
      return table.sample(word)
    }
  }

  /// A value times a factor in units of 2^-57, rounded to nearest.
  private static func product(_ value: Int64, _ factor: Int64) -> Int64 {
    let wide = value.multipliedFullWidth(by: factor)
    let (low, carry) = wide.low.addingReportingOverflow(1 &<< 56)
    let high = wide.high &+ (carry ? 1 : 0)
    return high &<< 7 | Int64(bitPattern: low &>> 57)
  }

  /// The quotient of two logarithms of equal unit; unit 2^-48.
  private static func quotient(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let wide = max(dividend, 0).multipliedFullWidth(by: 1 << 48)
    return divisor.dividingFullWidth(wide).quotient
  }

  private static func capped(_ nanoseconds: Int64) -> Int64 {
    min(max(nanoseconds, 0), DelayLaw.longest)
  }
}
