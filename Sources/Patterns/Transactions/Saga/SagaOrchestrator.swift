public import Primitives
import Resilience
public import ServiceRuntime

/// Drives sagas: obeys the rules, and writes each thing down before and after it is done.
///
/// An orchestrator can be lost at any moment: the record says which step is under way, a repetition
/// of the step carries the same key, and exactly one owner acts for a saga at a time. What an
/// outcome and the intent of the next step take is one durable write together.
///
///     let checkout = SagaOrchestrator(context, checkoutSaga) { alert in page(alert) }
///     let outcome = try await checkout.start("order-7", CheckoutState(order))
public final class SagaOrchestrator<State: StoredValue> {
  /// The steps.
  public let definition: SagaDefinition<State>
  /// The records.
  public let log: SagaLog<State>
  let context: ServiceContext
  let alert: (SagaAlert) -> Void
  private var drivers: [SagaID: SagaDriver<State>] = [:]
  /// Sagas begun here that no driver has touched: their first step has certainly not been tried.
  private var untouched: Set<SagaID> = []

  /// An orchestrator of one kind of saga.
  ///
  /// - Parameter alert: tells people; must not fail. What needs them is also in the log.
  public init(
    _ context: ServiceContext, _ definition: SagaDefinition<State>,
    alert: @escaping (SagaAlert) -> Void
  ) {
    self.context = context
    self.definition = definition
    self.alert = alert
    log = SagaLog(context, name: definition.name)
  }

  // MARK: Beginning

  /// Begins a saga and waits for its end; one that exists already is joined, not repeated.
  ///
  /// - Throws: a `StoreError`, `SagaLeaseLost` or `Cancelled` when the saga could not be driven to
  ///   its end here; it is taken up again by recovery.
  public func start(_ id: SagaID, _ state: State) async throws -> SagaOutcome<State> {
    try await launch(id, state)
    return try await outcome(of: id)
  }

  /// Begins a saga and returns as soon as it is durable.
  ///
  /// - Throws: a `StoreError`; the saga may then have been begun all the same.
  public func launch(_ id: SagaID, _ state: State) async throws {
    try await context.failpoint(SagaFailpoints.beforeBegin)
    let record = try await context.store.settlingTransaction { transaction in
      try await self.begin(id, state, in: transaction)
    }
    try await context.failpoint(SagaFailpoints.afterBegin)
    guard !record.hasEnded else { return }
    drive(id)
  }

  /// Begins a saga in a transaction of the caller, together with what the saga is about.
  ///
  /// Call `resume` or `outcome(of:)` after the commit; if that does not come to pass, recovery
  /// finds the saga. A saga of the same identity is returned as it is.
  @discardableResult
  public func begin(
    _ id: SagaID, _ state: State, in transaction: any StoreTransaction
  ) async throws -> SagaRecord<State> {
    if let existing = try await log.record(of: id, in: transaction) { return existing }
    let now = context.clock.wallTime
    var machine = SagaStateMachine(definition.plan)
    _ = machine.begin()
    let lease = SagaLease(
      owner: context.life, token: FencingToken(1), end: now + definition.lease)
    let record = SagaRecord(
      id: id, state: state, progress: machine.progress, startedAt: now,
      deadline: now + definition.deadline, lease: lease)
    try await log.insert(record, in: transaction)
    untouched.insert(id)
    return record
  }

  // MARK: Driving

  /// Drives a saga in the background unless that is being done.
  public func resume(_ id: SagaID) {
    drive(id)
  }

  /// Drives a saga unless that is being done, and waits for its end.
  ///
  /// - Throws: as `start` does, and `RPCError` with `notFound` for a saga that does not exist.
  public func outcome(of id: SagaID) async throws -> SagaOutcome<State> {
    let driver = drive(id)
    try await driver.task?.join()
    guard let result = driver.result else { throw Cancelled.task }
    return try result.get()
  }

  /// Tries what is stuck once more, after people have removed what was in the way.
  ///
  /// - Returns: whether there was anything to try.
  public func reopen(_ id: SagaID) async throws -> Bool {
    let isOpen = try await context.store.settlingTransaction { transaction in
      guard var record = try await self.log.record(of: id, in: transaction) else { return false }
      var machine = SagaStateMachine(self.definition.plan, record.progress)
      guard machine.reopen() != nil else { return false }
      record.progress = machine.progress
      self.seize(&record)
      try await self.log.seize(record, in: transaction)
      try await self.log.reopen(id, in: transaction)
      return true
    }
    if isOpen { drive(id) }
    return isOpen
  }

  /// Whether this process drives a saga at the moment.
  func isDriving(_ id: SagaID) -> Bool { drivers[id] != nil }

  @discardableResult
  private func drive(_ id: SagaID) -> SagaDriver<State> {
    if let driver = drivers[id] { return driver }
    let driver = SagaDriver(self, id, isUntouched: untouched.remove(id) != nil)
    drivers[id] = driver
    driver.task = context.tasks.spawn("saga \(id)") {
      await driver.run()
      self.drivers[id] = nil
    }
    return driver
  }

  /// Makes this life of the service the owner in a record that is about to be written.
  func seize(_ record: inout SagaRecord<State>) {
    let now = context.clock.wallTime
    record.lease = SagaLease(
      owner: context.life, token: record.lease.token.next, end: now + definition.lease)
    record.changedAt = now
    record.revision += 1
  }
}

/// Something about a saga that people must know.
public struct SagaAlert: Hashable, Sendable, CustomStringConvertible {
  /// The kind of saga.
  public let definition: String
  /// Which saga.
  public let saga: SagaID
  /// What is the matter.
  public let matter: Matter
  /// The steps concerned.
  public let steps: [String]
  /// Why, as far as it is known.
  public let reason: String

  /// What can be the matter.
  public enum Matter: String, Hashable, Sendable {
    /// The saga cannot end by itself.
    case manualInterventionRequired = "manual intervention required"
    /// A step that must succeed has used up its patience and is still being tried.
    case overdue = "a step is overdue"
  }

  /// Matter, saga, steps and reason.
  public var description: String {
    "\(matter.rawValue): saga \(definition) \(saga), \(steps.joined(separator: ", ")): \(reason)"
  }
}
