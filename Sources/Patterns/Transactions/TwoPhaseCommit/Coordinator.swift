public import Primitives
public import Resilience
public import ServiceRuntime

/// Brings several services to do something all together or not at all.
///
/// Writes down whom it will ask before it asks, and the decision before it tells anybody. After a
/// crash, what was undecided is aborted and what was decided is told again, for ever if need be.
/// A decision whose commit had no answer is read back; it is never guessed.
public final class Coordinator {
  private let context: ServiceContext
  private let rules: CoordinatorRules
  private let log: CoordinatorLog
  private var delivering: Set<TwoPhaseCommitID> = []

  /// Runs in the transaction that makes the decision durable: the coordinator's own part.
  public typealias Decided = (TwoPhaseCommitDecision, any StoreTransaction) async throws -> Void

  /// A coordinator that keeps its log in the context's store.
  public init(_ context: ServiceContext, rules: CoordinatorRules) {
    self.context = context
    self.rules = rules
    log = CoordinatorLog(context)
  }

  /// Answers participants that are in doubt, and finishes what an earlier life left.
  public func start() async throws {
    context.handle(AskDecision.self) { request, _ in
      DecisionReply(
        decision: try await self.log.decision(
          on: request.transaction, abortingUndecided: request.hasExpired))
    }
    for entry in try await log.unfinished() {
      let decision = try await log.decide(entry.id, .abort, local: nil)
      deliver(decision, entry.id, entry.services.map { ServiceName($0) })
    }
  }

  /// Runs a transaction and returns its decision once that is durable; delivery goes on behind.
  ///
  /// - Parameter local: the coordinator's own part, committed together with the decision; it is
  ///   not repeated after a restart, when undecided transactions are aborted.
  /// - Throws: `RPCError` with `alreadyExists` for an identity that has been used, also by this
  ///   life: a transaction runs once. After any other error the decision is left to be found, by
  ///   participants who ask for it and by the next life, which aborts what was undecided.
  public func run(
    _ id: TwoPhaseCommitID, _ branches: [CoordinatedBranch], local: Decided? = nil
  ) async throws -> TwoPhaseCommitDecision {
    precondition(!branches.isEmpty, "transaction \(id) needs a participant")
    try await log.begin(id, branches.map(\.service.text))
    try await context.failpoint("two-phase-begun-before-prepare")
    let wanted = try await collect(id, branches)
    try await context.failpoint("two-phase-votes-known-before-decision")
    let decision = try await recordDecision(id, wanted, local)
    try await context.failpoint("two-phase-decision-durable-before-delivery")
    deliver(decision, id, branches.map(\.service))
    return decision
  }

  // MARK: Voting

  private func collect(
    _ id: TwoPhaseCommitID, _ branches: [CoordinatedBranch]
  ) async throws -> TwoPhaseCommitDecision {
    var machine = TwoPhaseCommitStateMachine(participants: branches.count)
    var bodies: [() async throws -> Vote?] = []
    for branch in branches { bodies.append { await self.vote(of: branch, on: id) } }
    let votes = try await context.concurrently(bodies)
    for (index, vote) in votes.enumerated() {
      let action = vote.map { machine.voted(index, $0 == .yes) } ?? .wait
      if case .record(let decision) = action { return decision }
    }
    guard case .record(let decision) = machine.closed() else {
      preconditionFailure("transaction \(id) has neither a decision nor missing votes")
    }
    return decision
  }

  /// A participant's vote; nothing when it could not be had, which counts as no.
  private func vote(of branch: CoordinatedBranch, on id: TwoPhaseCommitID) async -> Vote? {
    for attempt in 1...rules.voteAttempts {
      let deadline = context.clock.deadline(after: rules.voteTimeout)
      do {
        return try await branch.prepare(context, id, deadline)
      } catch {
        guard error.code.isRetriable, attempt < rules.voteAttempts else { return nil }
        let pause = rules.backoff.pause(before: attempt)
        guard (try? await context.clock.sleep(for: pause)) != nil else { return nil }
      }
    }
    return nil
  }

  // MARK: Decision

  /// Makes a decision durable; what is durable already wins.
  ///
  /// A refusal of the coordinator's own part of a commit is a no like any other.
  private func recordDecision(
    _ id: TwoPhaseCommitID, _ wanted: TwoPhaseCommitDecision, _ local: Decided?
  ) async throws -> TwoPhaseCommitDecision {
    for attempt in 1...rules.decisionAttempts {
      do {
        return try await log.decide(id, wanted, local: local)
      } catch let refusal as RPCError where wanted == .commit && refusal.isRefusal {
        context.log(.info, "transaction \(id) is refused here", [.init("error", refusal)])
        return try await recordDecision(id, .abort, local)
      } catch let error as StoreError
        where error.code != .closed && attempt < rules.decisionAttempts
      {
        try await context.clock.sleep(for: rules.backoff.pause(before: attempt))
      }
    }
    throw RPCError(.internal, "the decision on \(id) could not be made durable or read back")
  }

  // MARK: Delivery

  private func deliver(
    _ decision: TwoPhaseCommitDecision, _ id: TwoPhaseCommitID, _ services: [ServiceName]
  ) {
    guard delivering.insert(id).inserted else { return }
    context.tasks.spawn("two-phase \(id)") {
      await self.deliverUntilDone(decision, id, services)
      self.delivering.remove(id)
    }
  }

  private func deliverUntilDone(
    _ decision: TwoPhaseCommitDecision, _ id: TwoPhaseCommitID, _ services: [ServiceName]
  ) async {
    var machine = TwoPhaseCommitStateMachine(participants: services.count)
    var action = machine.recorded(decision)
    var round = 1
    while case .deliver(_, let left) = action {
      for index in left where await tell(services[index], id, decision) {
        action = machine.acknowledged(index)
      }
      if case .end = action { break }
      let pause = rules.backoff.pause(before: round)
      guard (try? await context.clock.sleep(for: pause)) != nil else { return }
      round += 1
    }
    do {
      try await context.failpoint("two-phase-delivered-before-end")
      try await log.finish(id)
    } catch {
      context.log(.warning, "transaction \(id) is delivered again", [.init("error", "\(error)")])
    }
  }

  private func tell(
    _ service: ServiceName, _ id: TwoPhaseCommitID, _ decision: TwoPhaseCommitDecision
  ) async -> Bool {
    let deadline = context.clock.deadline(after: rules.voteTimeout)
    do {
      _ = try await context.call(
        DecideBranch(transaction: id, decision: decision), to: service, deadline: deadline)
      return true
    } catch {
      context.log(
        .warning, "\(service) has not acknowledged \(decision.rawValue) of \(id)",
        [.init("error", error)])
      return false
    }
  }
}

/// How patient a coordinator is.
public struct CoordinatorRules: Hashable, Sendable {
  /// How long one request may take.
  public var voteTimeout: Duration
  /// How often a participant is asked for its vote, at least once.
  public var voteAttempts: Int
  /// How often the decision is written, at least once, while the store does not answer.
  public var decisionAttempts: Int
  /// The pauses between repetitions; decisions are repeated without end.
  public var backoff: Backoff

  /// Rules of the given parts.
  public init(
    voteTimeout: Duration = .seconds(3), voteAttempts: Int = 3, decisionAttempts: Int = 8,
    backoff: Backoff = Backoff(.doubling, base: .milliseconds(200), cap: .seconds(5))
  ) {
    precondition(
      voteAttempts > 0 && decisionAttempts > 0,
      "at least one attempt each, got \(voteAttempts) and \(decisionAttempts)")
    self.voteTimeout = voteTimeout
    self.voteAttempts = voteAttempts
    self.decisionAttempts = decisionAttempts
    self.backoff = backoff
  }
}

/// A participant and what it is asked to do.
public struct CoordinatedBranch {
  /// Asks the participant for its vote; the content's type is known only here.
  typealias Prepare =
    (ServiceContext, TwoPhaseCommitID, Deadline) async throws(RPCError) -> Vote

  /// The participant.
  public let service: ServiceName
  let prepare: Prepare

  /// A branch of a service that takes part with content of a type.
  public init<Content: StoredValue>(_ service: ServiceName, _ content: Content) {
    self.service = service
    prepare = { (context, id, deadline) async throws(RPCError) -> Vote in
      try await context.call(
        PrepareBranch(transaction: id, coordinator: context.service.text, content: content),
        to: service, deadline: deadline)
    }
  }
}
