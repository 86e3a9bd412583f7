/// Accounts between which money is moved; none goes below zero.
public struct BankModel: SequentialModel {
  /// The balances before the first operation.
  public let initial: [String: Int]

  /// A bank with opening balances.
  public init(opening balances: [String: Int]) { initial = balances }

  /// Moves money where the accounts exist and enough is there, else refuses.
  public func apply(_ input: Input, to state: inout [String: Int]) -> Output {
    switch input {
    case .deposit(let account, let amount):
      guard let balance = state[account], amount > 0 else { return .refused }
      state[account] = balance + amount
      return .done
    case .withdraw(let account, let amount):
      guard let balance = state[account], amount > 0, balance >= amount else { return .refused }
      state[account] = balance - amount
      return .done
    case .transfer(let source, let target, let amount):
      guard let balance = state[source], state[target] != nil, source != target, amount > 0,
        balance >= amount
      else { return .refused }
      state[source] = balance - amount
      state[target, default: 0] += amount
      return .done
    case .balance(let account):
      return state[account].map { .balance($0) } ?? .refused
    case .balances:
      return .balances(state)
    }
  }

  /// Whether the input only reads.
  public func isReadOnly(_ input: Input) -> Bool {
    switch input {
    case .balance, .balances: true
    case .deposit, .withdraw, .transfer: false
    }
  }

  /// Whether the input only reads, or is refused.
  public func isReadOnly(_ input: Input, answered output: Output) -> Bool {
    isReadOnly(input) || output == .refused
  }

  /// The state in words, the same in every process.
  public func describe(_ state: [String: Int]) -> String { "\(Output.balances(state))" }

  /// What clients ask of a bank.
  public enum Input: Hashable, Sendable, CustomStringConvertible {
    /// Pay in.
    case deposit(String, Int)
    /// Pay out.
    case withdraw(String, Int)
    /// Move money from one account to another.
    case transfer(from: String, to: String, Int)
    /// Tell one balance.
    case balance(String)
    /// Tell every balance at once.
    case balances

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .deposit(let account, let amount): "deposit \(amount) to \(account)"
      case .withdraw(let account, let amount): "withdraw \(amount) from \(account)"
      case .transfer(let source, let target, let amount):
        "transfer \(amount) from \(source) to \(target)"
      case .balance(let account): "balance of \(account)"
      case .balances: "balances"
      }
    }
  }

  /// What a bank answers.
  public enum Output: Hashable, Sendable, CustomStringConvertible {
    /// It was done.
    case done
    /// No such account, no positive amount, or not enough money.
    case refused
    /// One balance.
    case balance(Int)
    /// Every balance.
    case balances([String: Int])

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .done: "done"
      case .refused: "refused"
      case .balance(let amount): "\(amount)"
      case .balances(let balances):
        balances.keys.sorted().map { "\($0): \(balances[$0, default: 0])" }
          .joined(separator: ", ")
      }
    }
  }
}
