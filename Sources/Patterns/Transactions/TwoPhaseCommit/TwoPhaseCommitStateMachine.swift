/// What a coordinator does next, given votes and acknowledgements.
///
/// One no, or a vote that never came, aborts; only a yes of everybody commits. The decision is
/// final from the moment it is durable: whatever happens then, it is only repeated. Everybody who
/// was asked is told, also those whose vote is unknown, because they may hold something.
struct TwoPhaseCommitStateMachine: Hashable {
  private(set) var phase = Phase.collecting
  private var votes: [Bool?]
  private var hasAcknowledged: [Bool]

  /// How far it has come.
  enum Phase: Hashable {
    /// Votes are being collected.
    case collecting
    /// The decision is made and not durable yet, as far as is known.
    case deciding(TwoPhaseCommitDecision)
    /// The decision is durable and being delivered.
    case delivering(TwoPhaseCommitDecision)
    /// Everybody has acknowledged the decision.
    case finished(TwoPhaseCommitDecision)
  }

  /// What is to be done.
  enum Action: Hashable {
    /// Wait for votes.
    case wait
    /// Make a decision durable.
    case record(TwoPhaseCommitDecision)
    /// Tell those who have not acknowledged, until they have.
    case deliver(TwoPhaseCommitDecision, to: [Int])
    /// Nothing.
    case end(TwoPhaseCommitDecision)
  }

  init(participants: Int) {
    votes = Array(repeating: nil, count: participants)
    hasAcknowledged = Array(repeating: false, count: participants)
  }

  /// A participant has voted; what comes after the decision, or a second vote, changes nothing.
  mutating func voted(_ participant: Int, _ isYes: Bool) -> Action {
    guard phase == .collecting, votes[participant] == nil else { return .wait }
    votes[participant] = isYes
    if !isYes { return decide(.abort) }
    return votes.allSatisfy { $0 == true } ? decide(.commit) : .wait
  }

  /// No further vote is waited for: what is missing counts as no.
  mutating func closed() -> Action {
    guard phase == .collecting else { return .wait }
    return decide(votes.allSatisfy { $0 == true } ? .commit : .abort)
  }

  /// A decision has been found to be durable, which need not be the one that was asked for.
  mutating func recorded(_ decision: TwoPhaseCommitDecision) -> Action {
    switch phase {
    case .collecting, .deciding:
      phase = .delivering(decision)
      return deliver(decision)
    case .delivering(let earlier), .finished(let earlier):
      precondition(earlier == decision, "decided \(earlier), then recorded \(decision)")
      return deliver(decision)
    }
  }

  /// A participant has carried the decision out.
  mutating func acknowledged(_ participant: Int) -> Action {
    guard case .delivering(let decision) = phase else { return .wait }
    hasAcknowledged[participant] = true
    return deliver(decision)
  }

  private mutating func decide(_ decision: TwoPhaseCommitDecision) -> Action {
    phase = .deciding(decision)
    return .record(decision)
  }

  private mutating func deliver(_ decision: TwoPhaseCommitDecision) -> Action {
    let left = hasAcknowledged.indices.filter { !hasAcknowledged[$0] }
    guard left.isEmpty else { return .deliver(decision, to: left) }
    phase = .finished(decision)
    return .end(decision)
  }
}

/// What a two-phase commit comes to.
public enum TwoPhaseCommitDecision: String, Codable, Sendable, Hashable, CaseIterable {
  /// Everybody makes it happen.
  case commit
  /// Nobody does.
  case abort
}
