public import Primitives

/// How an operation ended, as far as its client knows.
public enum Outcome<Output> {
  /// It took effect once and this is what came back; a refusal that tells something is such a value.
  case succeeded(Output)
  /// It surely had no effect.
  case failed
  /// Nobody told the client: it may take effect at any later time, or never.
  case unknown
}

extension Outcome: Sendable where Output: Sendable {}
extension Outcome: Equatable where Output: Equatable {}

/// One invocation by a client and its end.
public struct Operation<Input, Output> {
  /// The client, numbered from zero.
  public let client: Int
  /// What was asked for.
  public let input: Input
  /// How it ended.
  public internal(set) var outcome: Outcome<Output>
  /// When it was invoked.
  public let invoked: Instant
  /// When its client learnt of the end, or gave up; nothing while it is still open.
  public internal(set) var ended: Instant?
  /// The position in the trace of the invocation.
  public let event: Int

  /// The position of the invocation among all invocations and ends of the history.
  @usableFromInline let start: Int32
  /// The position of the end likewise; the largest number when the end is not known.
  @usableFromInline var end: Int32
}

extension Operation: Sendable where Input: Sendable, Output: Sendable {}

extension Operation {
  /// Whether it may take effect at any later time.
  public var isUnknown: Bool {
    switch outcome {
    case .unknown: true
    case .succeeded, .failed: false
    }
  }

  /// Whether this operation ended before another one was invoked.
  public func precedes(_ other: Operation) -> Bool { end < other.start }
}
