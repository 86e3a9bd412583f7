import Primitives
public import ServiceRuntime

/// Keeps answers for a while, and longer when the source is gone.
///
/// Readers of one key who arrive together cause one fetch. Never decide about stock or money on
/// what a cache says: it may be as old as its lifetime.
public final class Cache<Key: Hashable, Value> {
  private let context: ServiceContext
  private let options: CacheOptions
  private var machine: CacheStateMachine<Key, Value>
  private var waiting: [Key: [Waiter]] = [:]

  /// An empty cache.
  public init(_ context: ServiceContext, _ options: CacheOptions) {
    self.context = context
    self.options = options
    machine = CacheStateMachine(options)
  }

  /// The value of a key: kept, or fetched now, or stale when fetching fails.
  ///
  /// A fetch must return what the source said, not a substitute for it.
  ///
  /// - Throws: the error of the fetch when there is nothing to give in its place.
  public func value(
    for key: Key, _ scope: CallScope, fetch: (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Answer<Value> {
    while true {
      switch machine.lookUp(key, at: context.clock.now) {
      case .hit(let value, let age):
        context.count("cache.hit")
        return Answer(value, age == .zero ? .fresh : .cached(age: age))
      case .absent(let error): throw error
      case .fetch(let ticket): return try await self.fetch(key, ticket, scope, fetch)
      case .join:
        if let answer = try await join(key, scope) { return answer }
      }
    }
  }

  /// Forgets a key, after its source was changed and the change committed.
  ///
  /// A fetch under way does not bring the old value back.
  public func invalidate(_ key: Key) {
    machine.invalidate(key)
    wake(key, nil)
  }

  private func fetch(
    _ key: Key, _ ticket: Int, _ scope: CallScope,
    _ body: (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Answer<Value> {
    context.count("cache.fetched")
    let start = context.clock.now
    do {
      let value = try await body(scope)
      let lifetime = options.lifetime - context.random.duration(below: options.spread)
      let isCurrent = machine.fetched(
        value, for: key, ticket: ticket, since: start, lifetime: lifetime)
      let answer = Answer(value)
      if isCurrent { wake(key, .success(answer)) }
      return answer
    } catch {
      return try failed(error, key, ticket)
    }
  }

  private func failed(
    _ error: RPCError, _ key: Key, _ ticket: Int
  ) throws(RPCError) -> Answer<Value> {
    let end = machine.failed(error, for: key, ticket: ticket, at: context.clock.now)
    var outcome = Result<Answer<Value>, RPCError>.failure(error)
    if let stale = end.stale {
      context.count("cache.stale")
      outcome = .success(Answer(stale.value, .stale(age: stale.age, because: error)))
    }
    let isOwnAffair = error.code == .cancelled || error.code == .deadlineExceeded
    if end.isCurrent { wake(key, isOwnAffair ? nil : outcome) }
    return try outcome.get()
  }

  /// Waits for the fetch under way; nothing means to look again.
  ///
  /// The one who fetches may be cancelled or run out of time sooner than the ones who wait; that is
  /// no answer for them, so they look again and one of them fetches.
  private func join(_ key: Key, _ scope: CallScope) async throws(RPCError) -> Answer<Value>? {
    let waiter = Waiter(Gate(context, until: scope.deadline.instant))
    waiting[key, default: []].append(waiter)
    do {
      try await waiter.gate.wait()
    } catch {
      drop(waiter, key)
      throw Refusal.cancelled(error, certainty: .definite)
    }
    guard waiter.gate.isOpen else {
      drop(waiter, key)
      throw Refusal.late("waited for a fetch")
    }
    return try waiter.outcome?.get()
  }

  private func wake(_ key: Key, _ outcome: Result<Answer<Value>, RPCError>?) {
    for waiter in waiting.removeValue(forKey: key) ?? [] {
      waiter.outcome = outcome
      waiter.gate.open()
    }
  }

  private func drop(_ waiter: Waiter, _ key: Key) {
    waiting[key]?.removeAll { $0 === waiter }
  }

  /// A reader who waits for another's fetch.
  private final class Waiter {
    let gate: Gate
    var outcome: Result<Answer<Value>, RPCError>?

    init(_ gate: Gate) {
      self.gate = gate
    }
  }
}
