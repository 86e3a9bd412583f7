/// One value that is read, written, and swapped on a condition.
///
/// With `swap` it is the compare-and-set register; without, the plain one.
public struct RegisterModel<Value: Hashable & Sendable>: SequentialModel {
  /// The value before the first write.
  public let initial: Value

  /// A register that starts with a value.
  public init(initial: Value) { self.initial = initial }

  /// Reads, writes, or swaps when the value is the expected one.
  @inlinable
  public func apply(_ input: Input, to state: inout Value) -> Output {
    switch input {
    case .read: return .value(state)
    case .write(let value):
      state = value
      return .done
    case .swap(let expected, let value):
      guard state == expected else { return .refused }
      state = value
      return .done
    }
  }

  /// Whether the input only reads.
  @inlinable
  public func isReadOnly(_ input: Input) -> Bool {
    switch input {
    case .read: true
    case .write, .swap: false
    }
  }

  /// Whether the input only reads, or is refused.
  @inlinable
  public func isReadOnly(_ input: Input, answered output: Output) -> Bool {
    isReadOnly(input) || output == .refused
  }

  /// What clients ask of a register.
  public enum Input: Hashable, Sendable, CustomStringConvertible {
    /// Tell the value.
    case read
    /// Replace the value.
    case write(Value)
    /// Replace the value if it is the expected one.
    case swap(from: Value, to: Value)

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .read: "read"
      case .write(let value): "write \(value)"
      case .swap(let expected, let value): "swap \(expected) for \(value)"
      }
    }
  }

  /// What a register answers.
  public enum Output: Hashable, Sendable, CustomStringConvertible {
    /// The value that was there.
    case value(Value)
    /// The value was replaced.
    case done
    /// Another value than the expected one was there.
    case refused

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .value(let value): "\(value)"
      case .done: "done"
      case .refused: "refused"
      }
    }
  }
}
