public import Primitives
public import ServiceRuntime

/// Messages that a service owes others, written together with the change that they tell of.
///
/// Changing data and publishing are two things that can each fail. Written in one transaction the
/// message exists exactly if the change does; a relay publishes it afterwards, at least once.
///
/// Messages of one key are published in the order in which they were added. Add a message after
/// the transaction has locked what the message is about: the order of adding is then that of the
/// changes. No counter is locked, so transactions about different things do not wait.
public final class Outbox {
  private let context: ServiceContext
  private let table: Table<OutboxEntry>
  private var added = 0
  private var watchers: [() -> Void] = []

  /// The outbox in a table of the context's store.
  public init(_ context: ServiceContext, table: TableName = "outbox") {
    self.context = context
    self.table = Table(table)
  }

  /// Owes a message to the subscribers of a topic, as part of a transaction.
  ///
  /// Call `flush` after the commit to have it published at once.
  public func add<Event>(
    _ event: Event, on topic: Topic<Event>, id: Identifier<Message>, key: String? = nil,
    in transaction: any StoreTransaction
  ) async throws(StoreError) {
    try await add(topic.message(event, id: id, key: key), to: topic.name, in: transaction)
  }

  /// Owes a message to the subscribers of the stream of a name, as part of a transaction.
  public func add(
    _ message: Message, to topic: String, in transaction: any StoreTransaction
  ) async throws(StoreError) {
    added += 1
    // The identity keeps apart what two outboxes over one table add in the same life.
    let place = "\(Self.padded(context.incarnation))-\(Self.padded(added))-\(message.id)"
    try await transaction.insert(
      table, place, OutboxEntry(place: place, topic: topic, message: message))
  }

  /// Wakes whoever publishes; costs nothing while it is busy.
  public func flush() {
    for watcher in watchers { watcher() }
  }

  /// How many messages have not been published.
  public func backlog() async throws -> Int {
    try await context.store.transaction { try await $0.list(self.table).count }
  }

  func addWatcher(_ watcher: @escaping () -> Void) {
    watchers.append(watcher)
  }

  func next(limit: Int) async throws -> [OutboxEntry] {
    try await context.store.transaction { transaction in
      try await transaction.list(self.table, limit: limit).map(\.value)
    }
  }

  func remove(_ entries: [OutboxEntry]) async throws {
    try await context.store.settlingTransaction { transaction in
      for entry in entries { try await transaction.remove(self.table, entry.place) }
    }
  }

  private static func padded(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }
}

/// A message that is owed.
struct OutboxEntry: Codable, Sendable, Hashable, Fingerprinted {
  let place: String
  let topic: String
  let message: Message
}
