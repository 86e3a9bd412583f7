import Primitives
import ServiceRuntime

/// What is durable of a coordinator's transactions.
struct CoordinatorLog {
  private let context: ServiceContext
  private let entries = Table<Entry>("two-phase-coordinator")

  init(_ context: ServiceContext) {
    self.context = context
  }

  /// What is known of one transaction.
  struct Entry: Codable, Sendable, Hashable, Fingerprinted {
    let id: TwoPhaseCommitID
    let services: [String]
    var decision: TwoPhaseCommitDecision?
    var isFinished = false
  }

  /// Writes down who will be asked.
  func begin(_ id: TwoPhaseCommitID, _ services: [String]) async throws {
    let isNew = try await context.store.settlingTransaction { transaction in
      guard try await transaction.get(self.entries, id.text) == nil else { return false }
      try await transaction.insertContended(
        self.entries, id.text, Entry(id: id, services: services))
      return true
    }
    guard isNew else { throw RPCError(.alreadyExists, "transaction \(id) has been run before") }
  }

  /// Makes a decision durable, unless there is one, and returns the one that counts.
  func decide(
    _ id: TwoPhaseCommitID, _ wanted: TwoPhaseCommitDecision, local: Coordinator.Decided?
  ) async throws -> TwoPhaseCommitDecision {
    try await context.store.settlingTransaction { transaction in
      guard var entry = try await transaction.getForUpdate(self.entries, id.text) else {
        preconditionFailure("transaction \(id) is decided but was never begun")
      }
      if let decision = entry.decision { return decision }
      entry.decision = wanted
      try await transaction.put(self.entries, id.text, entry)
      try await local?(wanted, transaction)
      return wanted
    }
  }

  /// The durable decision, for a participant in doubt.
  ///
  /// What was never begun is aborted for good, so that it cannot be begun later; what is undecided
  /// is aborted when the participant will not hold any longer.
  func decision(
    on id: TwoPhaseCommitID, abortingUndecided: Bool
  ) async throws -> TwoPhaseCommitDecision? {
    try await context.store.settlingTransaction { transaction in
      guard var entry = try await transaction.getForUpdate(self.entries, id.text) else {
        try await transaction.insertContended(
          self.entries, id.text, Entry(id: id, services: [], decision: .abort, isFinished: true))
        return .abort
      }
      if entry.decision == nil, abortingUndecided {
        entry.decision = .abort
        try await transaction.put(self.entries, id.text, entry)
      }
      return entry.decision
    }
  }

  /// The transactions whose decision is not made or not acknowledged by everybody.
  func unfinished() async throws -> [Entry] {
    try await context.store.transaction { transaction in
      try await transaction.list(self.entries).map(\.value).filter { !$0.isFinished }
    }
  }

  /// Notes that everybody has acknowledged the decision.
  func finish(_ id: TwoPhaseCommitID) async throws {
    try await context.store.settlingTransaction { transaction in
      guard var entry = try await transaction.getForUpdate(self.entries, id.text) else { return }
      entry.isFinished = true
      try await transaction.put(self.entries, id.text, entry)
    }
  }
}
