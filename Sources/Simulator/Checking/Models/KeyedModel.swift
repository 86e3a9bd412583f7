/// Many independent objects of one kind, each under a key of its own.
public struct KeyedModel<Base: SequentialModel, Key: Hashable & Sendable>: SequentialModel {
  /// The model of one object.
  public let base: Base

  /// As many objects of a kind as there are keys.
  public init(_ base: Base, by key: Key.Type) { self.base = base }

  /// The start of each object.
  @inlinable public var initial: Base.State { base.initial }

  /// Carries out the input on the object of its key.
  @inlinable
  public func apply(_ input: Input, to state: inout Base.State) -> Base.Output {
    base.apply(input.input, to: &state)
  }

  /// The key that the input names.
  @inlinable public func key(of input: Input) -> Key { input.key }

  /// Whether the input only reads.
  @inlinable public func isReadOnly(_ input: Input) -> Bool { base.isReadOnly(input.input) }

  /// Whether an input that is answered so only reads.
  @inlinable
  public func isReadOnly(_ input: Input, answered output: Base.Output) -> Bool {
    base.isReadOnly(input.input, answered: output)
  }

  /// What the model of one object accepts.
  @inlinable
  public func accepts(_ seen: Base.Output, insteadOf answer: Base.Output) -> Bool {
    base.accepts(seen, insteadOf: answer)
  }

  /// The state in words, the same in every process.
  public func describe(_ state: Base.State) -> String { base.describe(state) }

  /// An input for the object under a key.
  public struct Input: Sendable, CustomStringConvertible {
    /// The object.
    public let key: Key
    /// What is asked of it.
    public let input: Base.Input

    /// An input for the object under a key.
    @inlinable
    public init(_ key: Key, _ input: Base.Input) {
      self.key = key
      self.input = input
    }

    /// The value as a person reads it.
    public var description: String { "\(input) on \(key)" }
  }
}
