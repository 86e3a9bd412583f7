public import Primitives

/// The operations of all clients, in the order of their invocation.
///
/// The history keeps one order over all invocations and ends, the order in which they were
/// recorded. In a simulation that order is exact even where instants are equal.
public struct History<Input, Output> {
  /// The operations in the order of their invocation.
  public private(set) var operations: [Operation<Input, Output>] = []
  /// The number of invocations and ends recorded so far.
  private var moments: Int32 = 0

  /// A history without operations.
  public init() {}

  /// The number of operations.
  public var count: Int { operations.count }

  /// Records an invocation and returns the operation's number in this history.
  @discardableResult
  public mutating func invoke(
    _ client: Int, _ input: Input, at instant: Instant, event: Int = 0
  ) -> Int {
    operations.append(
      Operation(
        client: client, input: input, outcome: .unknown, invoked: instant, ended: nil,
        event: event, start: moments, end: .max))
    moments += 1
    return operations.count - 1
  }

  /// Records the end of an operation; an operation that is never ended stays unknown.
  ///
  /// - Precondition: the operation has not ended before.
  public mutating func end(_ number: Int, _ outcome: Outcome<Output>, at instant: Instant) {
    precondition(
      operations[number].ended == nil, "operation \(number) has ended before and ends again")
    operations[number].outcome = outcome
    operations[number].ended = instant
    if !operations[number].isUnknown { operations[number].end = moments }
    moments += 1
  }

  /// Makes room for a number of operations.
  public mutating func reserve(_ count: Int) { operations.reserveCapacity(count) }

  /// The number of invocations and ends, that is one more than the largest position.
  var momentCount: Int { Int(moments) }
}

extension History: Sendable where Input: Sendable, Output: Sendable {}
