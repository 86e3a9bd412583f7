public import Primitives
public import ServiceRuntime

/// What the identifiers of two-phase commits identify; never made.
public enum TwoPhaseCommit {}

/// The identity of a transaction over several services; never used twice.
public typealias TwoPhaseCommitID = Identifier<TwoPhaseCommit>

/// Asks a participant to hold what its part needs, and to vote.
public struct PrepareBranch<Content: StoredValue>: Request {
  public typealias Reply = Vote
  public static var method: Method { Method("two-phase-commit.prepare") }

  /// The transaction.
  public let transaction: TwoPhaseCommitID
  /// Who decides, to be asked when no decision comes.
  public let coordinator: String
  /// What the participant is to do.
  public let content: Content

  /// A request for a vote.
  public init(transaction: TwoPhaseCommitID, coordinator: String, content: Content) {
    self.transaction = transaction
    self.coordinator = coordinator
    self.content = content
  }
}

/// A participant's answer; anything else that arrives counts as no.
public enum Vote: Codable, Sendable, Hashable, Fingerprinted {
  /// What is needed is held until the decision.
  case yes
  /// It cannot be done, for this reason.
  case no(String)
}

/// Tells a participant the decision.
public struct DecideBranch: Request {
  public typealias Reply = Done
  public static let method: Method = "two-phase-commit.decide"

  /// The transaction.
  public let transaction: TwoPhaseCommitID
  /// What was decided.
  public let decision: TwoPhaseCommitDecision

  /// The word of a decision on a transaction.
  public init(transaction: TwoPhaseCommitID, decision: TwoPhaseCommitDecision) {
    self.transaction = transaction
    self.decision = decision
  }
}

/// Asks a coordinator what was decided.
public struct AskDecision: Request {
  public typealias Reply = DecisionReply
  public static let method: Method = "two-phase-commit.ask"

  /// The transaction.
  public let transaction: TwoPhaseCommitID
  /// Whether the participant will hold no longer, so that what is undecided is to be aborted.
  public let hasExpired: Bool
}

/// A coordinator's answer.
public struct DecisionReply: Codable, Sendable, Hashable, Fingerprinted {
  /// The durable decision; nothing while votes are being collected.
  public let decision: TwoPhaseCommitDecision?
}
