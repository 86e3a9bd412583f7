public import Primitives
public import ServiceRuntime

/// What is durable of one saga: enough to go on or back after a total loss of memory.
public struct SagaRecord<State: StoredValue>: Codable, Sendable, Fingerprinted {
  /// The saga's identity.
  public let id: SagaID
  private var content: SagaContent<State>
  /// How far it has come.
  public internal(set) var progress: SagaProgress
  /// When it began, by the wall clock of the host that it began on.
  public let startedAt: WallTime
  /// When it turns back unless it is decided.
  public let deadline: WallTime
  /// When it last changed.
  public internal(set) var changedAt: WallTime
  /// Why it does not complete.
  public internal(set) var reason: String?
  /// Who may act for it.
  public internal(set) var lease: SagaLease
  /// How often it has been written.
  public internal(set) var revision = 0

  init(
    id: SagaID, state: State, progress: SagaProgress, startedAt: WallTime, deadline: WallTime,
    lease: SagaLease
  ) {
    self.id = id
    content = SagaContent(state)
    self.progress = progress
    self.startedAt = startedAt
    self.deadline = deadline
    self.lease = lease
    changedAt = startedAt
  }

  /// The names under which a record is written down, where its content is its state.
  private enum CodingKeys: String, CodingKey {
    case id
    case content = "state"
    case progress, startedAt, deadline, changedAt, reason, lease, revision
  }

  /// What its steps need and have found out.
  public internal(set) var state: State {
    get { content.value }
    set { content = SagaContent(newValue) }
  }

  /// Whether the saga has ended.
  var hasEnded: Bool { progress.status.isTerminal }

  /// How the saga ended, if it has.
  public var outcome: SagaOutcome<State>? {
    hasEnded ? outcome(as: progress.status) : nil
  }

  func outcome(as status: SagaStatus) -> SagaOutcome<State> {
    SagaOutcome(id: id, status: status, content: content, reason: reason)
  }

  public func fingerprint(into digest: inout Digest) {
    digest.combine(id.text)
    content.value.fingerprint(into: &digest)
    progress.fingerprint(into: &digest)
    startedAt.fingerprint(into: &digest)
    deadline.fingerprint(into: &digest)
    changedAt.fingerprint(into: &digest)
    reason.fingerprint(into: &digest)
    lease.fingerprint(into: &digest)
    digest.combine(revision)
  }
}

extension SagaRecord: CustomStringConvertible {
  /// The saga, how far it has come, and how far each of its steps.
  public var description: String {
    "saga \(id) \(progress.status.rawValue): "
      + progress.steps.map(\.state.rawValue).joined(separator: ", ")
      + (reason.map { "; \($0)" } ?? "")
  }
}

/// Who may act for a saga, and until when.
public struct SagaLease: Codable, Sendable, Hashable {
  /// The owner, as host and life.
  public internal(set) var owner: String
  /// Grows with each change of owner; a record of a former owner is refused by it.
  public internal(set) var token: FencingToken
  /// When it ends unless it is renewed, by the wall clock.
  public internal(set) var end: WallTime
}

extension SagaLease: Fingerprinted {
  public func fingerprint(into digest: inout Digest) {
    digest.combine(owner)
    token.fingerprint(into: &digest)
    end.fingerprint(into: &digest)
  }
}

/// A saga that people must look at, listed until they have.
public struct SagaIntervention: Codable, Sendable, Hashable, Fingerprinted {
  /// The saga.
  public let id: SagaID
  /// The steps that are neither done nor undone.
  public let steps: [String]
  /// Why the saga did not complete in the first place.
  public let reason: String
  /// Since when it waits for people.
  public let since: WallTime
}

/// Says that somebody else acts for a saga now.
public struct SagaLeaseLost: Error, Hashable, Sendable, CustomStringConvertible {
  /// The saga.
  public let id: SagaID
  /// Who has it.
  public let owner: String

  /// The saga and its owner.
  public var description: String { "saga \(id) is in the hands of \(owner)" }
}
