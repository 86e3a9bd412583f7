package import Primitives
package import ServiceRuntime

/// Decides whether a value is at hand, on its way, or to be fetched.
///
/// A fetch carries a ticket. Invalidating a key takes the ticket's force away, so that a value read
/// before a change is not stored after it.
package struct CacheStateMachine<Key: Hashable, Value> {
  private let options: CacheOptions
  private var values: BoundedTable<Key, Stored<Value>>
  private var absences: BoundedTable<Key, Stored<RPCError>>
  private var fetches: [Key: Int] = [:]
  private var lastTicket = 0

  /// An empty cache.
  package init(_ options: CacheOptions) {
    self.options = options
    values = BoundedTable(capacity: options.capacity)
    absences = BoundedTable(capacity: options.absenceCapacity)
  }

  /// How many values are kept.
  package var valueCount: Int { values.count }

  /// For how many keys it is known that there is no value.
  package var absenceCount: Int { absences.count }

  /// What to do for a reader.
  package enum Lookup {
    /// Give it this value.
    case hit(Value, age: Duration)
    /// Tell it that there is none.
    case absent(RPCError)
    /// Let it wait for the fetch under way.
    case join
    /// Fetch the value and report the end under this ticket.
    case fetch(ticket: Int)
  }

  /// A reader wants the value of a key.
  package mutating func lookUp(_ key: Key, at now: Instant) -> Lookup {
    if let stored = values.read(key), now < stored.end {
      return .hit(stored.content, age: now - stored.time)
    }
    if let stored = absences.read(key), now < stored.end { return .absent(stored.content) }
    if fetches[key] != nil { return .join }
    lastTicket += 1
    fetches[key] = lastTicket
    return .fetch(ticket: lastTicket)
  }

  /// A fetch brought a value.
  ///
  /// - Parameters:
  ///   - start: when the fetch began; the value is at least this old.
  ///   - lifetime: how long it counts as fresh, from the beginning of the fetch.
  /// - Returns: whether the value was stored and holds for those who wait, too.
  package mutating func fetched(
    _ value: Value, for key: Key, ticket: Int, since start: Instant, lifetime: Duration
  ) -> Bool {
    guard finish(key, ticket) else { return false }
    absences.remove(key)
    values.store(Stored(content: value, time: start, end: start + lifetime), for: key)
    return true
  }

  /// What a failed fetch comes to.
  package struct Failure {
    /// Whether those who wait should hear of it.
    package let isCurrent: Bool
    /// A value that is too old but better than none, if there is one.
    package let stale: (value: Value, age: Duration)?
  }

  /// A fetch failed.
  package mutating func failed(
    _ error: RPCError, for key: Key, ticket: Int, at now: Instant
  ) -> Failure {
    guard finish(key, ticket) else { return Failure(isCurrent: false, stale: nil) }
    return Failure(isCurrent: true, stale: afterFailure(error, key, now))
  }

  private mutating func afterFailure(
    _ error: RPCError, _ key: Key, _ now: Instant
  ) -> (value: Value, age: Duration)? {
    if error.code == .notFound {
      values.remove(key)
      let end = now + options.absenceLifetime
      if end > now { absences.store(Stored(content: error, time: now, end: end), for: key) }
      return nil
    }
    guard !error.isVerdict, error.code != .cancelled, let stored = values.read(key),
      now < stored.end + options.staleOnError
    else { return nil }
    return (stored.content, now - stored.time)
  }

  /// The source has changed; what is known and what is on its way no longer holds.
  package mutating func invalidate(_ key: Key) {
    values.remove(key)
    absences.remove(key)
    fetches[key] = nil
  }

  /// Ends a fetch; says whether its result still counts.
  private mutating func finish(_ key: Key, _ ticket: Int) -> Bool {
    guard fetches[key] == ticket else { return false }
    fetches[key] = nil
    return true
  }

  /// What was fetched, when, and until when it counts as fresh.
  private struct Stored<Content> {
    let content: Content
    let time: Instant
    let end: Instant
  }
}
