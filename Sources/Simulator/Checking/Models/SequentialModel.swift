/// What one client at a time would see.
///
/// A model is a start state and one function that carries out an input and answers. It is the
/// meaning of an object; a concurrent history is right when some order of its operations makes
/// the model give the same answers.
///
/// ```swift
/// struct Switch: SequentialModel {
///   let initial = false
///   func apply(_ input: Bool, to isOn: inout Bool) -> Bool {
///     defer { isOn = input }
///     return isOn
///   }
/// }
/// ```
public protocol SequentialModel: Sendable {
  /// What the object remembers.
  associatedtype State: Hashable & Sendable
  /// What clients ask.
  associatedtype Input: Sendable
  /// What clients are told.
  associatedtype Output: Equatable & Sendable
  /// What operations must share to see each other's effects.
  associatedtype Key: Hashable & Sendable = Int

  /// The state before the first operation, of each part.
  var initial: State { get }

  /// Carries out an input and answers; must be total and depend on nothing else.
  func apply(_ input: Input, to state: inout State) -> Output

  /// The part an input belongs to; parts are judged on their own.
  ///
  /// Operations of different keys must not see each other's effects.
  func key(of input: Input) -> Key

  /// Whether an input leaves every state as it is; saying so makes the search much shorter.
  func isReadOnly(_ input: Input) -> Bool

  /// Whether an input leaves the state as it is wherever it is answered so, as a refusal does.
  ///
  /// Says more than the input alone can, and makes the search much shorter where it does.
  func isReadOnly(_ input: Input, answered output: Output) -> Bool

  /// Whether an answer that was seen agrees with the model's; equality unless stated otherwise.
  func accepts(_ seen: Output, insteadOf answer: Output) -> Bool

  /// A state in words, the same in every process; a dictionary inside must be sorted.
  func describe(_ state: State) -> String
}

extension SequentialModel {
  /// Assumes that every input may change something.
  @inlinable
  public func isReadOnly(_ input: Input) -> Bool { false }

  /// Knows what is known of the input.
  @inlinable
  public func isReadOnly(_ input: Input, answered output: Output) -> Bool { isReadOnly(input) }

  /// Interpolates the state.
  @inlinable
  public func describe(_ state: State) -> String { "\(state)" }

  /// Demands equality.
  @inlinable
  public func accepts(_ seen: Output, insteadOf answer: Output) -> Bool { seen == answer }
}

extension SequentialModel where Key == Int {
  /// Puts all operations into one part.
  @inlinable
  public func key(of input: Input) -> Int { 0 }
}
