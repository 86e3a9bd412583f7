/// What a participant does about its part of a transaction.
///
/// The terminal states absorb everything: a decision that comes again is acknowledged without
/// effect, one that contradicts is refused. An abort that overtakes its prepare leaves a tombstone.
struct BranchStateMachine: Hashable {
  private(set) var state: BranchState

  init(_ state: BranchState) {
    self.state = state
  }

  /// What is to be done.
  enum Action: Hashable {
    /// Try to hold what the branch needs; vote by whether that worked.
    case hold
    /// Vote yes again: it is held.
    case voteYes
    /// Vote no.
    case voteNo
    /// Use what is held.
    case use
    /// Give back what is held.
    case giveBack
    /// Acknowledge: there is nothing to do.
    case acknowledge
    /// Refuse: the decision contradicts what has happened.
    case refuse
  }

  /// The coordinator asks for a vote.
  func prepare() -> Action {
    switch state {
    case .unknown: .hold
    case .prepared, .committed: .voteYes
    case .aborted: .voteNo
    }
  }

  /// What was to be held is held, or cannot be.
  mutating func held(_ isHeld: Bool) -> Action {
    precondition(state == .unknown, "a branch is held once, it is \(state)")
    state = isHeld ? .prepared : .aborted
    return isHeld ? .voteYes : .voteNo
  }

  /// The coordinator has decided.
  mutating func decided(_ decision: TwoPhaseCommitDecision) -> Action {
    switch (state, decision) {
    case (.prepared, .commit):
      state = .committed
      return .use
    case (.prepared, .abort):
      state = .aborted
      return .giveBack
    case (.unknown, .abort):
      state = .aborted
      return .acknowledge
    case (.committed, .commit), (.aborted, .abort):
      return .acknowledge
    case (.unknown, .commit), (.aborted, .commit), (.committed, .abort):
      return .refuse
    }
  }
}

/// How far a participant's part of a transaction has come.
public enum BranchState: String, Codable, Sendable, Hashable, CaseIterable {
  /// Nothing is known of it.
  case unknown
  /// It has voted yes and holds what it needs.
  case prepared
  /// It has used what it held.
  case committed
  /// It holds nothing and never will.
  case aborted
}
