import Primitives

/// A latency model made ready for drawing: two uniform words in, nanoseconds out.
///
/// The first word chooses between the usual and the rare delay, the second is handed to the one
/// chosen. Both are taken even without a tail, so arming or removing one leaves every draw that
/// does not fall into it as it was. Holds no counted reference.
public struct LatencyLaw: Sendable {
  @usableFromInline let base: DelayLaw
  @usableFromInline let tail: DelayLaw
  /// The tail's probability; zero over one without a tail.
  @usableFromInline let numerator: UInt64
  @usableFromInline let denominator: UInt64

  /// Prepares a model.
  ///
  /// - Precondition: the model has no ``LatencyModel/problem``.
  public init(_ model: LatencyModel) {
    let problem = model.problem
    precondition(problem == nil, "a law needs a sound latency model: \(problem ?? "")")
    base = DelayLaw(model.base)
    tail = model.tail.map { DelayLaw($0.distribution) } ?? base
    let probability = model.tail?.probability ?? .zero
    numerator = probability.numerator
    denominator = probability.denominator
  }

  /// The delay in nanoseconds that two uniform words stand for.
  @inlinable
  public func draw(_ choice: UInt64, _ word: UInt64) -> Int64 {
    if choice.multipliedFullWidth(by: denominator).high < numerator { return tail.draw(word) }
    return base.draw(word)
  }

  /// Draws a delay in nanoseconds, taking two words from a stream.
  @inlinable
  public func draw(from stream: inout RandomStream) -> Int64 {
    let choice = stream.next()
    return draw(choice, stream.next())
  }
}
