public import Primitives
public import ServiceRuntime

/// The messages that a consumer has dealt with, so that a second delivery does nothing.
///
/// The row is written in the transaction of the effect. Written before it, a crash between the two
/// loses the effect; written after it, a crash repeats the effect.
public struct Inbox {
  private let context: ServiceContext
  private let consumer: String
  private let table: Table<WallTime>

  /// The inbox of one consumer, kept in a table of the context's store.
  ///
  /// - Parameter consumer: its name; each consumer deals with every message once.
  public init(_ context: ServiceContext, consumer: String, table: TableName = "inbox") {
    self.context = context
    self.consumer = consumer
    self.table = Table(table)
  }

  /// Deals with a message unless that has been done.
  ///
  /// - Returns: whether it was dealt with now.
  /// - Throws: what the body throws, after which nothing has been done.
  @discardableResult
  public func handle(
    _ message: Identifier<Message>, _ body: (any StoreTransaction) async throws -> Void
  ) async throws -> Bool {
    let isNew = try await context.store.settlingTransaction { transaction in
      guard try await self.admit(message, in: transaction) else { return false }
      try await body(transaction)
      try await self.context.failpoint("inbox-before-commit")
      return true
    }
    try await context.failpoint("inbox-committed-before-acknowledgement")
    if !isNew { context.count("inbox.repeated") }
    return isNew
  }

  /// Notes a message as dealt with, as part of a transaction.
  ///
  /// - Returns: false when it had been, in which case there is nothing to do.
  public func admit(
    _ message: Identifier<Message>, in transaction: any StoreTransaction
  ) async throws(StoreError) -> Bool {
    let key = key(of: message)
    guard try await transaction.getForUpdate(table, key) == nil else { return false }
    try await transaction.insertContended(table, key, context.clock.wallTime)
    return true
  }

  /// Whether a message has been dealt with.
  public func knows(_ message: Identifier<Message>) async throws -> Bool {
    try await context.store.transaction { transaction in
      try await transaction.get(self.table, self.key(of: message)) != nil
    }
  }

  /// Forgets messages that were dealt with so long ago that they cannot come again.
  ///
  /// - Parameter age: longer than any broker or queue of rejects may hold a message.
  /// - Returns: how many were forgotten.
  public func sweep(olderThan age: Duration) async throws -> Int {
    let now = context.clock.wallTime
    return try await context.store.settlingTransaction { transaction in
      let rows = try await transaction.list(self.table, KeyRange(prefix: "\(self.consumer)/"))
      let old = rows.filter { $0.value + age <= now }
      for (key, _) in old { try await transaction.remove(self.table, key) }
      return old.count
    }
  }

  private func key(of message: Identifier<Message>) -> String { "\(consumer)/\(message.text)" }
}
