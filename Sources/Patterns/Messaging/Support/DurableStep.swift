import Primitives
import ServiceRuntime

extension ServiceContext {
  /// Makes writes durable and returns only when it is known whether they are.
  ///
  /// A commit without answer leaves the broker unsure whether a message exists; guessing would
  /// lose one or invent one. So the store is asked, for as long as it takes: nobody else can
  /// change these records meanwhile, since a store belongs to one service.
  ///
  /// - Parameters:
  ///   - body: the writes; run again after a concurrent transaction got in their way.
  ///   - hasHappened: whether the writes are there, read with a lock so that a commit that is
  ///     still under way is waited for.
  /// - Throws: an error when the writes have certainly not happened, or the end of the process.
  func durably(
    _ body: (any StoreTransaction) async throws -> Void,
    hasHappened: (any StoreTransaction) async throws -> Bool
  ) async throws {
    do {
      try await store.retryingTransaction(attempts: 20, body)
    } catch let error as StoreError where error.certainty == .indefinite {
      guard try await learn(hasHappened) else {
        throw RPCError(.unavailable, "the store did not take the writes: \(error.message)")
      }
    }
  }

  private func learn(
    _ hasHappened: (any StoreTransaction) async throws -> Bool
  ) async throws -> Bool {
    var pause = Duration.milliseconds(10)
    while true {
      do {
        let transaction = try await store.begin(TransactionOptions())
        defer { transaction.rollback() }
        return try await hasHappened(transaction)
      } catch let error as StoreError where error.code != .closed {
        log(.warning, "the outcome of a commit is not known yet: \(error)")
      }
      try await clock.sleep(for: pause)
      pause = min(pause * 2, .seconds(1))
    }
  }

  /// Raises and returns the number of lives that this store has seen, one at first.
  ///
  /// Numbers that are handed out in one life and refer to memory (delivery tags, generations)
  /// carry it, so that none of them means anything in the next.
  func beginEpoch() async throws -> Int64 {
    try await store.retryingTransaction { transaction in
      let last = try await transaction.getForUpdate(BrokerTables.epochs, "broker")
      let epoch = BrokerEpoch(number: (last?.number ?? 0) + 1)
      try await transaction.put(BrokerTables.epochs, "broker", epoch)
      return epoch.number
    }
  }
}

/// The records that both styles of broker keep.
enum BrokerTables {
  static let epochs = Table<BrokerEpoch>("broker-epochs")
}

/// How many lives a broker's store has seen.
struct BrokerEpoch: Codable, Sendable, Fingerprinted {
  var number: Int64
}

/// Numbers as keys that sort like the numbers.
enum SortedKey {
  /// A number from zero on in twenty digits.
  static func text(_ number: Int64) -> String {
    precondition(number >= 0, "a key needs a number from zero on, got \(number)")
    let digits = String(number)
    return String(repeating: "0", count: 20 - digits.count) + digits
  }
}
