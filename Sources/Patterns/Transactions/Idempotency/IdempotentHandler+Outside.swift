import Primitives
public import ServiceRuntime

extension IdempotentHandler {
  /// Carries out an operation whose effect is outside the store, such as a card processor's charge.
  ///
  /// No transaction can span the two, so three durable moments take its place: the intent, the
  /// effect under the same key at its owner, the outcome. A crash between the first and the last
  /// leaves the intent; the next request with the key finds it and calls the owner again, who
  /// recognises the key.
  ///
  /// - Parameters:
  ///   - effect: asks the owner of the effect; must pass the key on, because it may be repeated.
  ///   - record: writes the outcome down; runs in the transaction that completes the key.
  /// - Throws: a refusal that cannot change is kept as the rules say; after any other failure the
  ///   intent stays, because the effect may have happened.
  public func performOutside<Operation: Request, Outcome>(
    _ key: IdempotencyKey, _ request: Operation,
    effect: (IdempotencyKey) async throws -> Outcome,
    record: (Outcome, any StoreTransaction) async throws -> Operation.Reply
  ) async throws -> Operation.Reply {
    let hash = RequestHash.of(Operation.method.name, request)
    try await waitForTurn(key)
    try enter(key)
    defer { leave(key) }
    if let kept = try await claimIntent(key, hash, Operation.Reply.self) { return kept }
    try await context.failpoint("idempotent-intent-durable-before-effect")
    do {
      let outcome = try await definite { try await effect(key) }
      return try await recordOutcome(outcome, key, record)
    } catch let error as DefiniteFailure {
      return try await settleFailure(error.error, key, hash)
    }
  }

  /// Marks the errors of an effect that certainly did not happen.
  private func definite<Outcome>(_ effect: () async throws -> Outcome) async throws -> Outcome {
    do {
      return try await effect()
    } catch let error as RPCError where error.certainty == .definite {
      throw DefiniteFailure(error: error)
    }
  }

  /// Writes down what the effect came to and completes the key, in one transaction.
  private func recordOutcome<Outcome, Reply: Codable>(
    _ outcome: Outcome, _ key: IdempotencyKey,
    _ record: (Outcome, any StoreTransaction) async throws -> Reply
  ) async throws -> Reply {
    try await context.failpoint("idempotent-effect-done-before-record")
    return try await context.store.settlingTransaction { transaction in
      let reply = try await record(outcome, transaction)
      let text = try JSONCoding.encode(reply)
      try await self.keys.settle(key, .completed(reply: text), in: transaction)
      return reply
    }
  }

  /// Waits until no other task of this process works on the key, where the rules say so.
  private func waitForTurn(_ key: IdempotencyKey) async throws {
    guard rules.whileInProgress == .wait else { return }
    while underWay[key, default: 0] > 0 {
      try await context.clock.sleep(for: .milliseconds(10))
    }
  }

  /// Makes the intent durable, or gives the reply that is there already.
  ///
  /// An intent of this very process is an abandoned one too: whoever had it has left the key.
  private func claimIntent<Reply: Codable>(
    _ key: IdempotencyKey, _ hash: String, _ type: Reply.Type
  ) async throws -> Reply? {
    let claim = try await context.store.settlingTransaction { transaction in
      try await self.keys.claim(key, requestHash: hash, in: transaction)
    }
    switch claim {
    case .new: return nil
    case .abandoned, .inProgress:
      context.count("idempotency.resumed")
      return nil
    case .completed(let reply):
      context.count("idempotency.repeated")
      return try Self.decode(type, reply, key)
    case .failed(let error): throw error
    case .cancelled: throw Self.cancelled(key)
    case .otherRequest: throw Self.otherRequest(key)
    }
  }

  /// Ends an operation that certainly did not happen.
  private func settleFailure<Reply: Codable>(
    _ error: RPCError, _ key: IdempotencyKey, _ hash: String
  ) async throws -> Reply {
    if error.isRefusal, rules.keepsRefusals { return try await keepRefusal(error, key, hash) }
    try await context.store.settlingTransaction { transaction in
      try await self.keys.abandon(key, in: transaction)
    }
    throw error
  }
}

/// An effect outside that certainly did not happen.
private struct DefiniteFailure: Error {
  let error: RPCError
}
