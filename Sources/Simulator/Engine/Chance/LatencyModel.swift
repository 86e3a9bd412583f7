public import Primitives

/// How long a message takes: a usual delay and, rarely, another one.
///
/// The rare delay is what a garbage collection, a lost packet or a full queue adds to an
/// otherwise orderly link.
public struct LatencyModel: Hashable, Sendable {
  /// The usual delay.
  public let base: Distribution
  /// The rare delay, if there is one; it takes the place of the usual delay.
  public let tail: Tail?

  /// A model of a usual delay and, where one is given, a rare one.
  public init(_ base: Distribution, tail: Tail? = nil) {
    self.base = base
    self.tail = tail
  }

  /// What is wrong with the model, nothing if it can be drawn from.
  public var problem: String? {
    if let problem = base.problem { return problem }
    guard let tail else { return nil }
    guard tail.probability.isProbability else {
      return "the tail's probability must not exceed 100%, got \(tail.probability)"
    }
    return tail.distribution.problem.map { "in the tail, \($0)" }
  }

  /// A delay that is drawn rarely.
  public struct Tail: Hashable, Sendable {
    /// How often it takes the place of the usual delay.
    public let probability: Ratio
    /// Its shape.
    public let distribution: Distribution

    /// A delay of this shape with this probability.
    public init(probability: Ratio, _ distribution: Distribution) {
      self.probability = probability
      self.distribution = distribution
    }
  }
}
