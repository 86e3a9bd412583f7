public import Checking

/// What a command of clients means to those who judge histories.
public struct OperationMeaning: Sendable {
  let form: Form

  /// The two kinds of meaning.
  enum Form: Sendable {
    case object(
      step: @Sendable (ScenarioValues) -> ModelStep?, answer: @Sendable (String) -> ModelAnswer?)
    case transaction(
      asked: @Sendable (ScenarioValues) -> [TransactionStep],
      answered: @Sendable (ScenarioValues, String) -> [TransactionStep]?)
  }

  /// One step on one object, from the arguments, and what an answer says.
  ///
  /// A step of nothing is no operation on the object; an answer of nothing cannot be read, which
  /// leaves the law undecided.
  public static func object(
    _ step: @escaping @Sendable (ScenarioValues) -> ModelStep?,
    answer: @escaping @Sendable (String) -> ModelAnswer?
  ) -> OperationMeaning {
    OperationMeaning(form: .object(step: step, answer: answer))
  }

  /// A transaction over several keys: what was asked, and the same with what was read.
  public static func transaction(
    asked: @escaping @Sendable (ScenarioValues) -> [TransactionStep],
    answered: @escaping @Sendable (ScenarioValues, String) -> [TransactionStep]?
  ) -> OperationMeaning {
    OperationMeaning(form: .transaction(asked: asked, answered: answered))
  }
}

/// What is asked of one object.
public struct ModelStep: Hashable, Sendable {
  /// The object.
  public let key: String
  /// What is asked of it.
  public let action: Action

  /// A step on the object of a key.
  public init(_ key: String, _ action: Action) {
    self.key = key
    self.action = action
  }

  /// What may be asked of an object.
  public enum Action: Hashable, Sendable {
    /// Tell the value, the number, or the units that are left.
    case read
    /// Replace the value of a register.
    case write(String)
    /// Replace the value of a register if it is the expected one.
    case swap(from: String, to: String)
    /// Raise a counter.
    case add(Int)
    /// Put something into a queue.
    case put(String)
    /// Take the first out of a queue.
    case take
    /// Hold back units under a name.
    case reserve(String, Int)
    /// Sell what is held under a name.
    case confirm(String)
    /// Give back what is held under a name.
    case release(String)
    /// Pay into an account.
    case deposit(String, Int)
    /// Pay out of an account.
    case withdraw(String, Int)
    /// Move money between accounts.
    case transfer(from: String, to: String, Int)
    /// Tell the balance of an account.
    case balance(String)
  }
}

/// What an answer says of an object.
public enum ModelAnswer: Hashable, Sendable {
  /// It was done.
  case done
  /// It was refused.
  case refused
  /// There is nothing.
  case nothing
  /// A value.
  case value(String)
  /// A number.
  case number(Int)
}
