/// A number that is raised and read.
public struct CounterModel: SequentialModel {
  /// The number before the first operation.
  public let initial: Int

  /// A counter that starts at a number.
  public init(initial: Int = 0) { self.initial = initial }

  /// Answers with the number after the operation.
  @inlinable
  public func apply(_ input: Input, to state: inout Int) -> Int {
    switch input {
    case .add(let amount): state &+= amount
    case .read: break
    }
    return state
  }

  /// Whether the input only reads.
  @inlinable public func isReadOnly(_ input: Input) -> Bool { input == .read }

  /// What clients ask of a counter.
  public enum Input: Hashable, Sendable, CustomStringConvertible {
    /// Raise the number, or lower it by a negative amount, and tell it.
    case add(Int)
    /// Tell the number.
    case read

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .add(let amount): "add \(amount)"
      case .read: "read"
      }
    }
  }
}
