public import Primitives

/// How long to pause before each repetition.
///
/// Integer arithmetic throughout, so that one seed gives one schedule on every platform. The cap
/// holds after jitter, too.
public struct Backoff: Hashable, Sendable {
  /// How pauses grow.
  public var shape: Shape
  /// The pause that the shape starts from.
  public var base: Duration
  /// The longest pause.
  public var cap: Duration
  /// What chance does to a pause.
  public var jitter: Jitter

  /// A schedule.
  ///
  /// - Precondition: base and cap are not negative, and an exponential schedule does not shrink.
  public init(
    _ shape: Shape, base: Duration, cap: Duration = .seconds(30), jitter: Jitter = .none
  ) {
    precondition(base >= .zero, "a pause must not be negative, got \(base.text)")
    precondition(cap >= .zero, "a cap must not be negative, got \(cap.text)")
    if case .exponential(let factor) = shape {
      precondition(factor >= .one, "pauses must not shrink, got a factor of \(factor)")
    }
    self.shape = shape
    self.base = base
    self.cap = cap
    self.jitter = jitter
  }

  /// How pauses grow with the number of the repetition.
  public enum Shape: Hashable, Sendable {
    /// Always the base.
    case constant
    /// The base times the number: 1, 2, 3, 4.
    case linear
    /// The base times the square of the repetitions before: 0, 1, 4, 9.
    case quadratic
    /// Each the one before times a factor: 1, 2, 4, 8 for a factor of two.
    case exponential(Ratio)

    /// Each pause twice the one before.
    public static let doubling = Shape.exponential(Ratio(2, 1))
  }

  /// The pause before a repetition without any jitter; the first repetition is number one.
  public func pause(before repetition: Int) -> Duration {
    precondition(repetition > 0, "repetitions count from 1, got \(repetition)")
    switch shape {
    case .constant: return min(base, cap)
    case .linear: return base.times(UInt64(repetition), atMost: cap)
    case .quadratic:
      let before = UInt64(repetition - 1)
      let (square, overflow) = before.multipliedReportingOverflow(by: before)
      return overflow ? cap : base.times(square, atMost: cap)
    case .exponential(let factor):
      var pause = min(base, cap)
      var number = 1
      let grows = factor > .one && pause > .zero
      while grows, number != repetition, pause != cap {
        pause = pause.scaled(by: factor, atMost: cap)
        number += 1
      }
      return pause
    }
  }

  /// The pause before a repetition.
  ///
  /// - Parameters:
  ///   - repetition: its number, from one.
  ///   - previous: the pause before the repetition before, the base for the first.
  ///   - draw: draws a number below a bound; not called without jitter.
  package func pause(
    before repetition: Int, previous: Duration, draw: (UInt64) -> UInt64
  ) -> Duration {
    func upTo(_ bound: Duration) -> Duration {
      .nanoseconds(Int64(draw(UInt64(max(bound.nanoseconds, 0)) + 1)))
    }
    let pause = pause(before: repetition)
    switch jitter {
    case .none: return pause
    case .full: return upTo(pause)
    case .equal:
      let half = Duration.nanoseconds(pause.nanoseconds / 2)
      return pause - half + upTo(half)
    case .added(let share): return min(pause + upTo(pause.scaled(by: share, atMost: cap)), cap)
    case .decorrelated:
      let ceiling = previous.times(3, atMost: cap)
      return min(base + upTo(ceiling - base), cap)
    }
  }
}
