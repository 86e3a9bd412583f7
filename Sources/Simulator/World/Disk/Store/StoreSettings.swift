package import ServiceRuntime

/// How a store serves the process that uses it.
package struct StoreSettings: Hashable, Sendable {
  /// The isolation of transactions that ask for none.
  package var isolation: IsolationLevel
  /// How many transactions may be open at once, at least one; nothing means any number.
  package var connections: Int?
  /// How long a transaction waits for a connection; nothing means for ever.
  package var connectionTimeout: Duration?
  /// How long a transaction waits for one lock; nothing means for ever.
  package var lockTimeout: Duration?
  /// Whether transactions that wait for each other are found, and one of them given up.
  package var detectsDeadlocks: Bool
  /// Whether writes are refused, as replicas do.
  package var isReadOnly: Bool

  /// Settings much like those of a database as installed.
  package init(
    isolation: IsolationLevel = .readCommitted, connections: Int? = 20,
    connectionTimeout: Duration? = .seconds(5), lockTimeout: Duration? = .seconds(5),
    detectsDeadlocks: Bool = true, isReadOnly: Bool = false
  ) {
    precondition(
      connections.map { $0 > 0 } ?? true,
      "a pool needs at least one connection, got \(connections ?? 0)")
    self.isolation = isolation
    self.connections = connections
    self.connectionTimeout = connectionTimeout
    self.lockTimeout = lockTimeout
    self.detectsDeadlocks = detectsDeadlocks
    self.isReadOnly = isReadOnly
  }
}
