import Primitives
import Resilience
import ServiceRuntime

/// Takes one saga from where it is to its end, as its owner.
final class SagaDriver<State: StoredValue> {
  /// The task that drives.
  var task: (any SpawnedTask)?
  /// How it ended.
  private(set) var result: Result<SagaOutcome<State>, any Error>?
  private let orchestrator: SagaOrchestrator<State>
  private let id: SagaID
  private let isUntouched: Bool

  init(_ orchestrator: SagaOrchestrator<State>, _ id: SagaID, isUntouched: Bool) {
    self.orchestrator = orchestrator
    self.id = id
    self.isUntouched = isUntouched
  }

  private var context: ServiceContext { orchestrator.context }
  private var definition: SagaDefinition<State> { orchestrator.definition }

  /// Drives until the saga ends or cannot be driven here.
  func run() async {
    do {
      result = .success(try await drive())
    } catch {
      result = .failure(error)
      context.log(.warning, "saga \(id) is left for recovery", [.init("error", "\(error)")])
    }
  }

  private func drive() async throws -> SagaOutcome<State> {
    var record = try await own()
    if let outcome = record.outcome { return outcome }
    var machine = SagaStateMachine(definition.plan, record.progress)
    var action =
      isUntouched && record.revision == 0
      ? firstAction(of: record) : machine.resume(isLate: isLate(record))
    if machine.progress.status != record.progress.status {
      try await save(&record, machine, "it was not decided in time")
    }
    while true {
      let reason: String?
      switch action {
      case .end(let status):
        try await context.failpoint(SagaFailpoints.afterEnd)
        return record.outcome(as: status)
      case .run(let step, let attempt):
        (action, reason) = try await run(step, attempt, &record, &machine)
      case .compensate(let step, let attempt):
        (action, reason) = try await compensate(step, attempt, &record, &machine)
      }
      try await save(&record, machine, reason)
    }
  }

  private func firstAction(of record: SagaRecord<State>) -> SagaAction {
    record.progress.current.map { .run($0, attempt: 1) } ?? .end(record.progress.status)
  }

  // MARK: Ownership

  /// Reads the record and makes this life its owner, unless another one may still act.
  private func own() async throws -> SagaRecord<State> {
    let known = try await persistently { transaction in
      guard let record = try await self.orchestrator.log.record(of: self.id, in: transaction)
      else { throw RPCError(.notFound, "there is no saga \(self.id)") }
      return record
    }
    if known.hasEnded || isOurs(known.lease) { return known }
    try await context.failpoint(SagaFailpoints.beforeSeize)
    let record = try await persistently { transaction in
      guard var record = try await self.orchestrator.log.record(of: self.id, in: transaction)
      else { throw RPCError(.notFound, "there is no saga \(self.id)") }
      if record.hasEnded || self.isOurs(record.lease) { return record }
      guard record.lease.end <= self.context.clock.wallTime || self.isDead(record.lease.owner)
      else { throw SagaLeaseLost(id: self.id, owner: record.lease.owner) }
      self.orchestrator.seize(&record)
      try await self.orchestrator.log.seize(record, in: transaction)
      return record
    }
    context.count("saga.taken-over")
    try await context.failpoint(SagaFailpoints.afterSeize)
    return record
  }

  /// Whether this life may act on a lease.
  ///
  /// One of its own that has run out, since it was held up for longer, must be taken anew as
  /// anybody else would: otherwise nobody ever acts on it again.
  private func isOurs(_ lease: SagaLease) -> Bool {
    lease.owner == context.life && context.clock.wallTime < lease.end
  }

  /// Whether an owner is certainly gone: an earlier life of the service on this host.
  private func isDead(_ owner: String) -> Bool {
    let parts = owner.split(separator: "#")
    guard parts.count == 2, parts[0] == context.host, let life = Int(parts[1]) else { return false }
    return life < context.incarnation
  }

  private func isLate(_ record: SagaRecord<State>) -> Bool {
    context.clock.wallTime >= record.deadline
  }

  // MARK: Acting

  private func run(
    _ step: Int, _ attempt: Int, _ record: inout SagaRecord<State>,
    _ machine: inout SagaStateMachine
  ) async throws -> (SagaAction, String?) {
    let part = definition.steps[step]
    try await pause(before: attempt, part.patience.backoff)
    try stillOwns(record)
    // What has to be known before the saga may turn back is asked for as long as it takes.
    let isBounded = !machine.isDecided && (machine.canTurnBack(at: step) || !isLate(record))
    let limit = isBounded ? record.deadline - context.clock.wallTime : nil
    let call = call(part, attempt, part.patience.timeout, limit)
    try await context.failpoint(SagaFailpoints.beforeCall)
    var state = record.state
    do {
      try await part.action(&state, call)
    } catch {
      try await context.failpoint(SagaFailpoints.afterCall)
      return try fail(error, call, record, &machine)
    }
    try await context.failpoint(SagaFailpoints.afterCall)
    record.state = state
    return (machine.succeeded(isLate: isLate(record)), "it was not decided in time")
  }

  private func compensate(
    _ step: Int, _ attempt: Int, _ record: inout SagaRecord<State>,
    _ machine: inout SagaStateMachine
  ) async throws -> (SagaAction, String?) {
    let part = definition.steps[step]
    guard let compensation = part.compensation else {
      preconditionFailure("step \(part.name) is to be undone and has no compensation")
    }
    try await pause(before: attempt, part.undoPatience.backoff)
    try stillOwns(record)
    let call = call(part, attempt, part.undoPatience.timeout, nil, isUndoing: true)
    try await context.failpoint(SagaFailpoints.beforeUndo)
    var state = record.state
    do {
      try await compensation(&state, call)
    } catch {
      try await context.failpoint(SagaFailpoints.afterUndo)
      return try fail(error, call, record, &machine)
    }
    try await context.failpoint(SagaFailpoints.afterUndo)
    record.state = state
    return (machine.succeeded(isLate: isLate(record)), nil)
  }

  /// Tells the rules of a failure, except the end of this very process, which decides nothing.
  private func fail(
    _ error: any Error, _ call: SagaCall, _ record: SagaRecord<State>,
    _ machine: inout SagaStateMachine
  ) throws -> (SagaAction, String?) {
    if error is Cancelled { throw error }
    let failure = RPCError(classifying: error)
    if failure.code == .cancelled { throw failure }
    context.log(
      .warning, "a step of saga \(id) failed",
      [.init("key", call.key), .init("attempt", call.attempt), .init("error", failure)])
    let action = machine.failed(
      SagaFailure(failure), hadEffect: call.hadEffect, isLate: isLate(record))
    warnIfOverdue(action, failure)
    return (action, "\(call.key): \(failure)")
  }

  /// Tells people once when a step that is tried until it succeeds has used up its patience.
  private func warnIfOverdue(_ action: SagaAction, _ failure: RPCError) {
    guard case .run(let step, let attempt) = action else { return }
    let part = definition.steps[step]
    guard attempt == part.patience.attempts + 1 else { return }
    raise(.overdue, [part.name], "\(failure)")
  }

  private func call(
    _ part: SagaStep<State>, _ attempt: Int, _ timeout: Duration, _ limit: Duration?,
    isUndoing: Bool = false
  ) -> SagaCall {
    let key = IdempotencyKey(saga: id, step: part.name)
    let time = min(timeout, max(limit ?? timeout, .zero))
    return SagaCall(
      saga: id, key: isUndoing ? key.compensation : key,
      deadline: context.clock.deadline(after: time), attempt: attempt, context: context)
  }

  private func pause(before attempt: Int, _ backoff: Backoff) async throws {
    guard attempt > 1 else { return }
    let pause = backoff.pause(
      before: attempt - 1, previous: backoff.base, draw: { self.context.random.below($0) })
    try await context.clock.sleep(for: pause)
  }

  /// Refuses to act on a lease that has run out: another owner may be at work.
  private func stillOwns(_ record: SagaRecord<State>) throws {
    guard context.clock.wallTime < record.lease.end else {
      throw SagaLeaseLost(id: id, owner: "nobody, its lease has run out")
    }
  }

  // MARK: Recording

  /// Makes what has happened and what is to be done next durable.
  private func save(
    _ record: inout SagaRecord<State>, _ machine: SagaStateMachine, _ reason: String?
  ) async throws {
    let turnsBack = machine.progress.status != .inProgress && machine.progress.status != .completed
    if turnsBack, record.reason == nil { record.reason = reason }
    let now = context.clock.wallTime
    record.progress = machine.progress
    record.changedAt = now
    record.lease.end = now + definition.lease
    record.revision += 1
    let isEnd = record.progress.status.isTerminal
    try await context.failpoint(isEnd ? SagaFailpoints.beforeEnd : SagaFailpoints.beforeRecord)
    let written = record
    try await persistently { try await self.write(written, in: $0) }
    if record.progress.status == .compensationFailed { raiseIntervention(record) }
    if !isEnd { try await context.failpoint(SagaFailpoints.afterRecord) }
  }

  /// Runs a transaction, repeating what a store may do when it is asked again.
  ///
  /// A commit without answer is repeated as well: a record's owner and revision tell whether it
  /// came through, so every body looks first.
  private func persistently<Result>(
    _ body: (any StoreTransaction) async throws -> Result
  ) async throws -> Result {
    let backoff = Backoff(.doubling, base: .milliseconds(50), cap: .seconds(1))
    for attempt in 1..<5 {
      do {
        return try await context.store.settlingTransaction(body)
      } catch let error as StoreError where error.code != .closed {
        try await context.clock.sleep(for: backoff.pause(before: attempt))
      }
    }
    return try await context.store.settlingTransaction(body)
  }

  private func write(
    _ record: SagaRecord<State>, in transaction: any StoreTransaction
  ) async throws {
    let write = try await orchestrator.log.replace(with: record, in: transaction)
    guard write == .written, let outcome = record.outcome else { return }
    try await definition.ended(outcome, transaction)
    try await orchestrator.log.close(id, intervention(record), in: transaction)
  }

  // MARK: People

  private func intervention(_ record: SagaRecord<State>) -> SagaIntervention? {
    guard record.progress.status == .compensationFailed else { return nil }
    return SagaIntervention(
      id: id, steps: openSteps(record), reason: record.reason ?? "unknown",
      since: record.changedAt)
  }

  private func raiseIntervention(_ record: SagaRecord<State>) {
    raise(.manualInterventionRequired, openSteps(record), record.reason ?? "unknown")
  }

  /// The steps that are neither done nor undone.
  private func openSteps(_ record: SagaRecord<State>) -> [String] {
    zip(definition.steps, record.progress.steps).filter { part, progress in
      progress.state == .stuck || part.kind == .retriable && progress.state == .failed
    }.map(\.0.name)
  }

  private func raise(_ matter: SagaAlert.Matter, _ steps: [String], _ reason: String) {
    let alert = SagaAlert(
      definition: definition.name, saga: id, matter: matter, steps: steps, reason: reason)
    context.log(.error, alert.description)
    context.count("saga.alerts")
    orchestrator.alert(alert)
  }
}

extension SagaFailure {
  /// What an error says about the effect of the attempt that it ended.
  init(_ error: RPCError) {
    switch error.certainty {
    case .indefinite: self = .unknown
    case .definite: self = error.code.isRetriable ? .transient : .refused
    }
  }
}
