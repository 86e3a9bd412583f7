import Primitives
public import ServiceRuntime

/// A thing whose state is the sum of its events, and which decides what may happen to it next.
public protocol Aggregate: StoredValue {
  /// What can happen to it.
  associatedtype Event: StoredValue
  /// What can be asked of it.
  associatedtype Command

  /// The state before the first event.
  init()

  /// Takes an event in; must not fail, because it has happened.
  mutating func apply(_ event: Event)

  /// What happens when a command is carried out in this state.
  ///
  /// - Throws: an `RPCError` when the state does not allow it.
  func decide(_ command: Command) throws -> [Event]
}

/// Loads aggregates, carries out commands on them and keeps snapshots.
///
/// Decides again on the new state when somebody else was faster, and answers a repeated command
/// with what the first one led to.
public struct AggregateStore<Root: Aggregate> {
  private let context: ServiceContext
  private let events: EventStore<Root.Event>
  private let snapshots: Table<Snapshot<Root>>
  private let rule: SnapshotRule

  /// The aggregates of a name in the context's store.
  public init(_ context: ServiceContext, _ name: String, snapshots rule: SnapshotRule) {
    self.context = context
    self.rule = rule
    events = EventStore(name)
    snapshots = Table(TableName("snapshots-\(name)"))
  }

  /// The present state of an aggregate.
  public func load(
    _ id: String, in transaction: any StoreTransaction
  ) async throws(StoreError) -> Versioned<Root> {
    try await state(id, at: .max, in: transaction)
  }

  /// The state that an aggregate had at a version; time travel.
  public func state(
    _ id: String, at version: Int, in transaction: any StoreTransaction
  ) async throws(StoreError) -> Versioned<Root> {
    var state = Versioned(version: Version(0), value: Root())
    if let snapshot = try await transaction.get(snapshots, id),
      snapshot.schema == rule.schema, snapshot.version <= version
    {
      state = Versioned(version: Version(snapshot.version), value: snapshot.state)
    }
    let tail = try await events.load(
      id, after: state.version.number, through: version, in: transaction)
    for stored in tail { state.value.apply(stored.event) }
    state.version = Version(state.version.number + tail.count)
    return state
  }

  /// Carries a command out once, however often it is asked for.
  ///
  /// - Parameter also: what else belongs into the transaction, such as an outbox; runs only when
  ///   events were appended.
  /// - Throws: what the aggregate throws, or a `StoreError`.
  public func perform(
    _ command: Root.Command, on id: String, key: IdempotencyKey,
    also: ([StoredEvent<Root.Event>], any StoreTransaction) async throws -> Void = { _, _ in }
  ) async throws -> CommandResult<Root> {
    try await context.store.settlingTransaction { transaction in
      if let earlier = try await self.earlierResult(id, key, in: transaction) { return earlier }
      let before = try await self.load(id, in: transaction)
      let new = try before.value.decide(command)
      do {
        try await self.events.append(
          new.enumerated().map { NewEvent(id: self.eventID(key, $0), $1) }, to: id,
          expecting: .exactly(before.version.number), at: self.context.clock.wallTime,
          in: transaction)
      } catch let conflict as EventConflict {
        throw StoreError(.serialization, "stream \(conflict.stream) moved on while deciding")
      }
      let appended = try await self.events.load(id, after: before.version.number, in: transaction)
      let result = CommandResult(
        state: try await self.load(id, in: transaction), events: appended, isRepeated: false)
      try await self.keepSnapshot(id, result.state, before.version, in: transaction)
      if !appended.isEmpty { try await also(appended, transaction) }
      return result
    }
  }

  /// What a command led to when it was carried out before, rebuilt from its events.
  private func earlierResult(
    _ id: String, _ key: IdempotencyKey, in transaction: any StoreTransaction
  ) async throws(StoreError) -> CommandResult<Root>? {
    guard let first = try await events.place(eventID(key, 0), id, in: transaction) else {
      return nil
    }
    var last = first.version
    while let next = try await events.place(
      eventID(key, last - first.version + 1), id, in: transaction)
    {
      last = next.version
    }
    return CommandResult(
      state: try await state(id, at: last, in: transaction),
      events: try await events.load(
        id, after: first.version - 1, through: last, in: transaction),
      isRepeated: true)
  }

  private func keepSnapshot(
    _ id: String, _ state: Versioned<Root>, _ before: Version, in transaction: any StoreTransaction
  ) async throws(StoreError) {
    let version = state.version.number
    guard version / rule.interval > before.number / rule.interval else { return }
    try await transaction.put(
      snapshots, id, Snapshot(schema: rule.schema, version: version, state: state.value))
  }

  private func eventID(_ key: IdempotencyKey, _ index: Int) -> String {
    "\(key.text)#\(index)"
  }
}

/// What a command led to.
public struct CommandResult<Root: Aggregate> {
  /// The state after the command's events.
  public let state: Versioned<Root>
  /// The command's events.
  public let events: [StoredEvent<Root.Event>]
  /// Whether the command had been carried out before, so that nothing was appended.
  public let isRepeated: Bool
}
