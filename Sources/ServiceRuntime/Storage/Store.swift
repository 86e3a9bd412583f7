/// A service's private, durable, transactional store.
///
/// No other service can reach it. What a transaction wrote is durable when its commit returns,
/// and gone without a trace when it does not come to that.
public protocol Store: AnyObject {
  /// Begins a transaction.
  ///
  /// - Throws: `poolExhausted` when no connection comes free, `closed` when the process has ended.
  func begin(_ options: TransactionOptions) async throws(StoreError) -> any StoreTransaction
}

/// How a transaction is isolated from others.
public struct TransactionOptions: Hashable, Sendable {
  /// The level asked for; nothing means the store's own.
  public var isolation: IsolationLevel?
  /// Where it reads.
  public var source: ReadSource

  /// The given level, or the store's own, on the primary unless a replica will do.
  public init(isolation: IsolationLevel? = nil, from source: ReadSource = .primary) {
    self.isolation = isolation
    self.source = source
  }
}

/// Where a transaction reads.
public enum ReadSource: String, Hashable, Sendable, Codable, CaseIterable {
  /// Where everything is written: each read sees what was committed before.
  case primary
  /// A replica, which may be behind and takes no writes; the primary where nothing follows it.
  case replica
}

/// What concurrent transactions may see of each other.
public enum IsolationLevel: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each read sees what is committed at that moment.
  case readCommitted = "read-committed"
  /// All reads see what was committed when the transaction began; a write over a newer one fails.
  case snapshot
  /// As if transactions ran one after another.
  case serializable
}

extension Store {
  /// Runs a body in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// - Throws: what the body throws, or the `StoreError` of begin or commit.
  public func transaction<Result>(
    _ options: TransactionOptions = TransactionOptions(),
    _ body: (any StoreTransaction) async throws -> Result
  ) async throws -> Result {
    let transaction = try await begin(options)
    let result: Result
    do {
      result = try await body(transaction)
    } catch {
      transaction.rollback()
      throw error
    }
    try await transaction.commit()
    return result
  }

  /// Runs a body in a transaction and repeats it while concurrent transactions get in its way.
  ///
  /// Repeats after `serialization` and `deadlock` only, which had no effect for certain.
  ///
  /// - Parameter attempts: the most times that the body runs, at least one.
  public func retryingTransaction<Result>(
    _ options: TransactionOptions = TransactionOptions(), attempts: Int = 5,
    _ body: (any StoreTransaction) async throws -> Result
  ) async throws -> Result {
    precondition(attempts > 0, "a transaction needs at least one attempt, got \(attempts)")
    for _ in 1..<attempts {
      do {
        return try await transaction(options, body)
      } catch let error as StoreError
        where error.code == .serialization || error.code == .deadlock
      {
        continue
      }
    }
    return try await transaction(options, body)
  }
}
