package import ServiceRuntime

extension Store {
  /// Runs a body in a transaction and repeats it patiently while others get in its way.
  package func settlingTransaction<Result>(
    _ body: (any StoreTransaction) async throws -> Result
  ) async throws -> Result {
    try await retryingTransaction(TransactionOptions(), attempts: 50, body)
  }
}

extension StoreTransaction {
  /// Writes the first value of a key that another transaction may be about to write, too.
  ///
  /// - Throws: `serialization` where it has, so that the whole transaction is repeated.
  package func insertContended<Value>(
    _ table: Table<Value>, _ key: String, _ value: Value
  ) async throws(StoreError) {
    do {
      try await insert(table, key, value)
    } catch {
      guard error.code == .conflict else { throw error }
      throw StoreError(
        .serialization, "another transaction was first to write \(table.name)/\(key)")
    }
  }
}

extension ServiceContext {
  /// This life of this service on this host; never reused.
  var life: String { "\(host)#\(incarnation)" }
}

extension RPCError {
  /// The error that any failure amounts to.
  ///
  /// Not knowing is the safe reading: what cannot be classified may have taken effect.
  init(classifying error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case let error as StoreError: self = RPCError(error)
    case let error as Cancelled: self = RPCError(.cancelled, "the work was cancelled: \(error)")
    default: self = RPCError(.internal, "the work failed: \(error)")
    }
  }

  /// Whether a repetition would be refused as well: the state, not chance, is against it.
  var isRefusal: Bool { certainty == .definite && !code.isRetriable }
}
