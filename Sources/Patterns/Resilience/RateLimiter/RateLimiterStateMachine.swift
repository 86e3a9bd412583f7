package import Primitives

/// Decides which calls of which clients may start now.
///
/// A client has one bucket for each limit. A call takes a token from all of them or from none, so
/// that a refused call costs nothing. Clients whose buckets are full again are forgotten.
package struct RateLimiterStateMachine: Sendable {
  private var clients = OrderedDictionary<String, [TokenBucket]>()
  private var sweepAbove = RateLimiterStateMachine.leastSweep

  private static let leastSweep = 64

  /// A limiter that knows no client.
  package init() {}

  /// How many clients are remembered.
  package var clientCount: Int { clients.count }

  /// What becomes of a call.
  package enum Admission: Hashable, Sendable {
    /// It may start; so many more of the same client could.
    case run(remaining: Int)
    /// It may not before this much time has passed.
    case refuse(retryAfter: Duration)
  }

  /// A call of a client with these limits is to start.
  package mutating func admit(
    _ client: String, limits: [RateLimit], at now: Instant
  ) -> Admission {
    var buckets = clients[client] ?? []
    for (index, limit) in limits.enumerated() {
      if index < buckets.count {
        buckets[index].change(to: limit, at: now)
        buckets[index].refill(to: now)
      } else {
        buckets.append(TokenBucket(limit, at: now))
      }
    }
    buckets.removeLast(buckets.count - limits.count)
    let wait = buckets.map { $0.timeToToken() }.max() ?? .zero
    if wait == .zero { for index in buckets.indices { buckets[index].take() } }
    remember(client, buckets, now)
    guard wait == .zero else { return .refuse(retryAfter: wait) }
    return .run(remaining: buckets.map(\.tokens).min() ?? .max)
  }

  private mutating func remember(_ client: String, _ buckets: [TokenBucket], _ now: Instant) {
    clients[client] = buckets
    guard clients.count > sweepAbove else { return }
    var kept = OrderedDictionary<String, [TokenBucket]>()
    for (client, buckets) in clients {
      let refilled = buckets.map { bucket in
        var bucket = bucket
        bucket.refill(to: now)
        return bucket
      }
      if !refilled.allSatisfy(\.isFull) { kept[client] = refilled }
    }
    clients = kept
    sweepAbove = max(RateLimiterStateMachine.leastSweep, clients.count * 2)
  }
}
