import Primitives
public import ServiceRuntime

/// Carries out each operation once, however often it is asked for.
///
/// The effect and the key's row are written in one transaction: there is no moment at which one is
/// durable without the other. A repetition gets the first reply. What each kind of trouble leads
/// to is decided here and nowhere else:
///
/// - no key: refused before anything happens;
/// - the same key with another content: refused;
/// - two calls with one key at once: the second waits or is told to come back, as the rule says;
/// - a refusal that repeating cannot change: kept, where the rule says so, and given again;
/// - a failure that may pass: not kept, so that a repetition has its chance.
public final class IdempotentHandler {
  let context: ServiceContext
  let keys: IdempotencyStore
  let rules: IdempotencyRules
  private(set) var underWay: [IdempotencyKey: Int] = [:]

  /// A handler that keeps its keys in a table.
  public init(_ context: ServiceContext, keys: IdempotencyStore, rules: IdempotencyRules) {
    self.context = context
    self.keys = keys
    self.rules = rules
  }

  /// Answers a kind of request; requests without a key are refused.
  ///
  /// - Parameter body: checks and changes the service's own tables in the transaction given, and
  ///   nothing else: it is repeated when a concurrent transaction gets in its way.
  public func handle<R: Request>(
    _ request: R.Type,
    _ body: @escaping (R, any StoreTransaction) async throws -> R.Reply
  ) {
    context.handle(request) { request, call in
      let key = try Self.key(of: call)
      return try await self.perform(key, request) { try await body(request, $0) }
    }
  }

  /// Answers requests that undo what another kind of request did.
  ///
  /// The call must carry the compensation's key. Undoing what never happened succeeds and keeps
  /// the original, should it still arrive, from taking effect.
  ///
  /// - Parameter body: reverses the effect; called only when the original took effect.
  public func handleCompensation<R: Request>(
    _ request: R.Type,
    _ body: @escaping (R, any StoreTransaction) async throws -> Void
  ) where R.Reply == Done {
    context.handle(request) { request, call in
      let key = try Self.key(of: call)
      return try await self.compensate(key, request) { try await body(request, $0) }
    }
  }

  /// Carries out an operation unless it has been, and gives its reply.
  ///
  /// - Throws: `RPCError` with the reason for a refusal, what the body throws, or a `StoreError`.
  public func perform<Operation: Request>(
    _ key: IdempotencyKey, _ request: Operation,
    _ body: (any StoreTransaction) async throws -> Operation.Reply
  ) async throws -> Operation.Reply {
    let hash = RequestHash.of(Operation.method.name, request)
    try enter(key)
    defer { leave(key) }
    do {
      let reply = try await context.store.settlingTransaction { transaction in
        try await self.attempt(key, hash, Operation.Reply.self, transaction, body)
      }
      try await context.failpoint("idempotent-effect-committed-before-reply")
      return reply
    } catch let answer as KeptAnswer {
      throw answer.error
    } catch let error as RPCError where error.isRefusal && rules.keepsRefusals {
      return try await keepRefusal(error, key, hash)
    }
  }

  /// Undoes an operation unless it has been undone.
  ///
  /// - Throws: as `perform` does.
  /// - Precondition: the key is that of a compensation.
  public func compensate<Operation: Request>(
    _ key: IdempotencyKey, _ request: Operation,
    _ body: (any StoreTransaction) async throws -> Void
  ) async throws -> Done where Operation.Reply == Done {
    guard let forward = key.compensated else {
      throw RPCError(.invalidArgument, "the key \(key) undoes nothing")
    }
    return try await perform(key, request) { transaction in
      switch try await self.keys.cancel(forward, in: transaction) {
      case .neverHappened: break
      case .happened, .mayHaveHappened: try await body(transaction)
      }
      return Done()
    }
  }

  private func attempt<Reply: Codable>(
    _ key: IdempotencyKey, _ hash: String, _ type: Reply.Type, _ transaction: any StoreTransaction,
    _ body: (any StoreTransaction) async throws -> Reply
  ) async throws -> Reply {
    switch try await keys.claim(key, requestHash: hash, in: transaction) {
    case .new, .abandoned, .inProgress:
      let reply = try await body(transaction)
      let text = try JSONCoding.encode(reply)
      try await keys.settle(key, .completed(reply: text), in: transaction)
      try await context.failpoint("idempotent-effect-before-commit")
      return reply
    case .completed(let reply):
      context.count("idempotency.repeated")
      return try Self.decode(type, reply, key)
    case .failed(let error): throw KeptAnswer(error: error)
    case .cancelled: throw KeptAnswer(error: Self.cancelled(key))
    case .otherRequest: throw KeptAnswer(error: Self.otherRequest(key))
    }
  }

  /// Writes a refusal down, unless the key has found another end meanwhile, which then counts.
  func keepRefusal<Reply: Codable>(
    _ refusal: RPCError, _ key: IdempotencyKey, _ hash: String
  ) async throws -> Reply {
    try await context.store.settlingTransaction { transaction in
      switch try await self.keys.claim(key, requestHash: hash, in: transaction) {
      case .new, .abandoned, .inProgress:
        try await self.keys.settle(key, .failed(refusal), in: transaction)
        return Ending<Reply>.refused(refusal)
      case .completed(let reply): return .replied(try Self.decode(Reply.self, reply, key))
      case .failed(let error): return .refused(error)
      case .cancelled: return .refused(Self.cancelled(key))
      case .otherRequest: return .refused(Self.otherRequest(key))
      }
    }.get()
  }

  func enter(_ key: IdempotencyKey) throws {
    if underWay[key, default: 0] > 0, rules.whileInProgress == .refuse {
      throw RPCError(
        .aborted, "an earlier request with the key \(key) is being carried out; ask again")
    }
    underWay[key, default: 0] += 1
  }

  func leave(_ key: IdempotencyKey) {
    let left = underWay[key, default: 1] - 1
    underWay[key] = left == 0 ? nil : left
  }

  private static func key(of call: IncomingCall) throws -> IdempotencyKey {
    guard let key = IdempotencyKey(text: call.metadata.idempotencyKey) else {
      throw RPCError(.invalidArgument, "\(call.method) needs an idempotency key")
    }
    return key
  }

  static func decode<Reply: Codable>(
    _ type: Reply.Type, _ text: String, _ key: IdempotencyKey
  ) throws -> Reply {
    do {
      return try JSONCoding.decode(type, from: text)
    } catch {
      throw RPCError(.internal, "the reply kept under \(key) cannot be read: \(error)")
    }
  }

  static func cancelled(_ key: IdempotencyKey) -> RPCError {
    RPCError(.failedPrecondition, "the operation \(key) was undone before it arrived")
  }

  static func otherRequest(_ key: IdempotencyKey) -> RPCError {
    RPCError(.invalidArgument, "the key \(key) belongs to a request with another content")
  }
}

/// A refusal that the key's record demands, as opposed to one that the body has just given.
struct KeptAnswer: Error {
  let error: RPCError
}

/// How an operation's key was found to have ended.
private enum Ending<Reply> {
  case replied(Reply)
  case refused(RPCError)

  func get() throws -> Reply {
    switch self {
    case .replied(let reply): return reply
    case .refused(let error): throw error
    }
  }
}
