public import Primitives
public import ServiceRuntime

/// A service's part in two-phase commits: holds what it has promised until it is told.
///
/// A yes is a promise: what it needs is held, in the same transaction as the vote, and neither a
/// crash nor the passing of time ends the hold. When no decision comes in time the participant
/// asks for one; it never decides by itself, so expiry cannot contradict a decision.
public final class Participant<Content: StoredValue> {
  private let context: ServiceContext
  private let hooks: Hooks
  private let holdLimit: Duration
  private let branches: Table<Branch>

  /// What the service does about the content of a branch, each time in the transaction given.
  public struct Hooks {
    let hold: (Content, any StoreTransaction) async throws -> Vote
    let use: (Content, any StoreTransaction) async throws -> Void
    let giveBack: (Content, any StoreTransaction) async throws -> Void

    /// The three things that a service does.
    ///
    /// - Parameters:
    ///   - hold: takes what is needed out of everybody else's reach, or votes no and changes nothing.
    ///   - use: turns what is held into the effect.
    ///   - giveBack: puts what is held back within reach.
    public init(
      hold: @escaping (Content, any StoreTransaction) async throws -> Vote,
      use: @escaping (Content, any StoreTransaction) async throws -> Void,
      giveBack: @escaping (Content, any StoreTransaction) async throws -> Void
    ) {
      self.hold = hold
      self.use = use
      self.giveBack = giveBack
    }
  }

  /// A participant.
  ///
  /// - Parameter holdLimit: after how long without a decision the coordinator is asked for one.
  public init(
    _ context: ServiceContext, holdLimit: Duration, table: TableName = "two-phase-branches",
    hooks: Hooks
  ) {
    precondition(holdLimit > .zero, "a hold needs time, got \(holdLimit.text)")
    self.context = context
    self.hooks = hooks
    self.holdLimit = holdLimit
    branches = Table(table)
  }

  /// Answers coordinators.
  public func register() {
    context.handle(PrepareBranch<Content>.self) { request, _ in try await self.prepare(request) }
    context.handle(DecideBranch.self) { request, _ in
      try await self.decide(request.transaction, request.decision)
      return Done()
    }
  }

  /// The state of a branch.
  public func state(of transaction: TwoPhaseCommitID) async throws -> BranchState {
    try await context.store.transaction {
      try await $0.get(self.branches, transaction.text)?.state ?? .unknown
    }
  }

  /// Asks for the decision on every branch that has been held too long.
  ///
  /// - Returns: how many are still in doubt because their coordinator has not answered.
  @discardableResult
  public func resolveOverdue(patience: Duration = .seconds(3)) async throws -> Int {
    let now = context.clock.wallTime
    let overdue = try await context.store.transaction { transaction in
      try await transaction.list(self.branches).map(\.value)
    }.filter { $0.state == .prepared && $0.preparedAt + holdLimit <= now }
    var inDoubt = 0
    for branch in overdue {
      let ask = AskDecision(transaction: branch.transaction, hasExpired: true)
      let answer = try? await context.call(
        ask, to: ServiceName(branch.coordinator), deadline: context.clock.deadline(after: patience))
      guard let decision = answer?.decision else {
        inDoubt += 1
        continue
      }
      try await decide(branch.transaction, decision)
    }
    if inDoubt > 0 {
      context.log(.warning, "transactions are in doubt", [.init("count", inDoubt)])
    }
    return inDoubt
  }

  /// Asks for overdue decisions from time to time, until the process ends.
  public func run(every period: Duration) {
    context.tasks.spawn("two-phase resolver") {
      while (try? await self.context.clock.sleep(for: period)) != nil {
        do {
          try await self.resolveOverdue()
        } catch {
          self.context.log(
            .warning, "overdue branches were not resolved", [.init("error", "\(error)")])
        }
      }
    }
  }

  private func prepare(_ request: PrepareBranch<Content>) async throws -> Vote {
    let vote = try await context.store.settlingTransaction { transaction in
      let known = try await transaction.getForUpdate(self.branches, request.transaction.text)
      var machine = BranchStateMachine(known?.state ?? .unknown)
      switch machine.prepare() {
      case .voteYes: return Vote.yes
      case .voteNo: return .no("it has been aborted")
      case .hold: break
      case .use, .giveBack, .acknowledge, .refuse:
        preconditionFailure("a prepare of \(request.transaction) meets \(machine.state)")
      }
      let vote = try await self.hooks.hold(request.content, transaction)
      _ = machine.held(vote == .yes)
      try await transaction.insertContended(
        self.branches, request.transaction.text,
        Branch(
          transaction: request.transaction, coordinator: request.coordinator,
          content: request.content, state: machine.state, preparedAt: self.context.clock.wallTime))
      try await self.context.failpoint("two-phase-before-vote-commit")
      return vote
    }
    try await context.failpoint("two-phase-vote-durable-before-reply")
    return vote
  }

  private func decide(
    _ id: TwoPhaseCommitID, _ decision: TwoPhaseCommitDecision
  ) async throws {
    try await context.store.settlingTransaction { transaction in
      let known = try await transaction.getForUpdate(self.branches, id.text)
      var machine = BranchStateMachine(known?.state ?? .unknown)
      switch machine.decided(decision) {
      case .use:
        if let content = known?.content { try await self.hooks.use(content, transaction) }
      case .giveBack:
        if let content = known?.content { try await self.hooks.giveBack(content, transaction) }
      case .acknowledge:
        guard known == nil else { return }
      case .refuse:
        throw RPCError(
          .failedPrecondition, "\(id) is \(machine.state), it cannot \(decision.rawValue)")
      case .hold, .voteYes, .voteNo:
        preconditionFailure("a decision on \(id) meets \(machine.state)")
      }
      try await self.write(machine.state, known, id, in: transaction)
      try await self.context.failpoint("two-phase-before-decision-applied")
    }
    try await context.failpoint("two-phase-decision-applied-before-reply")
  }

  private func write(
    _ state: BranchState, _ known: Branch?, _ id: TwoPhaseCommitID,
    in transaction: any StoreTransaction
  ) async throws {
    guard var branch = known else {
      let tombstone = Branch(
        transaction: id, coordinator: "", content: nil, state: state,
        preparedAt: context.clock.wallTime)
      return try await transaction.insertContended(branches, id.text, tombstone)
    }
    branch.state = state
    try await transaction.put(branches, id.text, branch)
  }

  /// What is durable of a participant's part.
  private struct Branch: Codable, Sendable, Fingerprinted {
    let transaction: TwoPhaseCommitID
    let coordinator: String
    let content: Content?
    var state: BranchState
    let preparedAt: WallTime
  }
}
