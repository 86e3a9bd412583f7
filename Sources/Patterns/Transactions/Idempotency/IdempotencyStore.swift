public import ServiceRuntime
public import Primitives

/// The keys of operations that a service has been asked for, in the service's own store.
///
/// All methods work inside a transaction of the caller, so that a key's row and the effect that it
/// guards are committed together or not at all.
public struct IdempotencyStore {
  private let context: ServiceContext
  private let table: Table<IdempotencyRecord>
  private let retention: IdempotencyRetention

  /// The keys kept in a table of the context's store.
  public init(
    _ context: ServiceContext, table: TableName = "idempotency", retention: IdempotencyRetention
  ) {
    self.context = context
    self.table = Table(table)
    self.retention = retention
  }

  /// The record of a key, if there is one.
  public func record(
    of key: IdempotencyKey, in transaction: any StoreTransaction
  ) async throws(StoreError) -> IdempotencyRecord? {
    try await transaction.get(table, key.text)
  }

  /// Looks a key up and, where it is new, claims it, in one step.
  ///
  /// The row is locked until the transaction ends; a second caller with the same key waits here.
  ///
  /// - Throws: `serialization` when another transaction claimed the key at the same moment; repeat
  ///   the whole transaction. A fault while reading is thrown and never taken for a new key.
  func claim(
    _ key: IdempotencyKey, requestHash: String, in transaction: any StoreTransaction
  ) async throws -> IdempotencyClaim {
    guard var record = try await transaction.getForUpdate(table, key.text) else {
      let record = IdempotencyRecord(
        key: key, requestHash: requestHash, status: .inProgress, worker: worker,
        createdAt: context.clock.wallTime, completedAt: nil, isUndone: false)
      try await transaction.insertContended(table, key.text, record)
      return .new
    }
    if record.status == .cancelled { return .cancelled }
    guard record.requestHash == requestHash else { return .otherRequest }
    switch record.status {
    case .completed(let reply): return .completed(reply: reply)
    case .failed(let error): return .failed(error)
    case .cancelled: return .cancelled
    case .inProgress:
      guard record.worker != worker else { return .inProgress }
      record.worker = worker
      try await transaction.put(table, key.text, record)
      return .abandoned
    }
  }

  /// Writes down how a claimed operation ended.
  ///
  /// - Precondition: the key has been claimed.
  func settle(
    _ key: IdempotencyKey, _ status: IdempotencyRecord.Status,
    in transaction: any StoreTransaction
  ) async throws {
    guard var record = try await transaction.getForUpdate(table, key.text) else {
      preconditionFailure("the key \(key) ends as \(status) but was never claimed")
    }
    guard record.status == .inProgress else { return }
    record.status = status
    record.completedAt = context.clock.wallTime
    try await transaction.put(table, key.text, record)
  }

  /// Forgets a claimed operation that certainly had no effect and may be tried again.
  func abandon(_ key: IdempotencyKey, in transaction: any StoreTransaction) async throws {
    guard let record = try await transaction.getForUpdate(table, key.text),
      record.status == .inProgress
    else { return }
    try await transaction.remove(table, key.text)
  }

  /// Keeps an operation from ever taking effect, or says that it has and is now to be undone.
  ///
  /// Leaves a tombstone where the operation is unknown: its request may still be on its way.
  func cancel(
    _ key: IdempotencyKey, in transaction: any StoreTransaction
  ) async throws -> CancelledOperation {
    guard var record = try await transaction.getForUpdate(table, key.text) else {
      let now = context.clock.wallTime
      let tombstone = IdempotencyRecord(
        key: key, requestHash: "", status: .cancelled, worker: worker, createdAt: now,
        completedAt: now, isUndone: false)
      try await transaction.insertContended(table, key.text, tombstone)
      return .neverHappened
    }
    switch record.status {
    case .cancelled:
      return .neverHappened
    case .completed:
      guard !record.isUndone else { return .neverHappened }
      record.isUndone = true
      try await transaction.put(table, key.text, record)
      return .happened
    case .failed, .inProgress:
      let wasUnderWay = record.status == .inProgress
      record.status = .cancelled
      record.completedAt = context.clock.wallTime
      try await transaction.put(table, key.text, record)
      return wasUnderWay ? .mayHaveHappened : .neverHappened
    }
  }

  /// Drops the keys whose time is over and tells how many.
  ///
  /// A key in progress stays, and so does the key of a live saga, however old: its orchestrator
  /// may repeat the step at any time. Where that cannot be found out, the key stays as well.
  ///
  /// - Parameter isLive: whether a saga may still act; asked once for each saga.
  public func sweep(isLive: (SagaID) async throws -> Bool) async throws -> Int {
    let now = context.clock.wallTime
    let records = try await context.store.transaction { transaction in
      try await transaction.list(self.table)
    }
    var liveness: [SagaID: Bool] = [:]
    var dropped = 0
    for (_, record) in records {
      guard let end = record.completedAt, end + retention.life <= now else { continue }
      if let saga = record.key.saga {
        if liveness[saga] == nil { liveness[saga] = (try? await isLive(saga)) ?? true }
        if liveness[saga] == true { continue }
      }
      dropped += try await drop(record)
    }
    return dropped
  }

  private func drop(_ record: IdempotencyRecord) async throws -> Int {
    try await context.store.retryingTransaction { transaction in
      guard try await transaction.getForUpdate(self.table, record.key.text) == record else {
        return 0
      }
      try await transaction.remove(self.table, record.key.text)
      return 1
    }
  }

  private var worker: String { context.life }
}

/// What became of an operation that is to be undone.
enum CancelledOperation {
  /// It has had no effect and will have none.
  case neverHappened
  /// It took effect.
  case happened
  /// It was begun and whoever worked on it has not said how it ended.
  case mayHaveHappened
}

/// What a key is found to be when it is claimed.
enum IdempotencyClaim: Hashable {
  /// Nobody asked before; the caller works on it now.
  case new
  /// Another life of this service worked on it and died; the caller works on it now.
  case abandoned
  /// Another task of this process works on it.
  case inProgress
  /// It took effect.
  case completed(reply: String)
  /// It was refused for good.
  case failed(RPCError)
  /// It was undone before it arrived.
  case cancelled
  /// The key belongs to a request with another content.
  case otherRequest
}

/// How long a service remembers the keys of operations that have ended.
public struct IdempotencyRetention: Hashable, Sendable {
  /// How long a key is kept after its operation ended.
  public let life: Duration

  /// Longer than any repetition can be late, by a margin.
  ///
  /// - Parameters:
  ///   - retries: from the first to the last attempt of the most patient caller.
  ///   - redelivery: the longest that a queue may hold a message back.
  ///   - margin: on top, at least the error of a wall clock.
  /// - Precondition: no part is negative, and the margin is positive.
  public init(retries: Duration, redelivery: Duration, margin: Duration) {
    precondition(
      retries >= .zero && redelivery >= .zero && margin > .zero,
      "a key's life must exceed the longest repetition, got a margin of \(margin.text)")
    life = max(retries, redelivery) + margin
  }
}
