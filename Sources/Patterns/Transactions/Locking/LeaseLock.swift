public import Primitives
public import ServiceRuntime

/// A lock that ends by itself, so that a dead owner keeps nobody out for ever.
///
/// Each new owner gets a larger token. The lock keeps owners apart as long as nobody is slower than
/// its lease; the tokens, checked where the writes arrive, keep them apart always.
public struct LeaseLock {
  let context: ServiceContext
  private let table: Table<Lease>

  /// The locks in a table of the context's store.
  public init(_ context: ServiceContext, table: TableName = "lease-locks") {
    self.context = context
    self.table = Table(table)
  }

  /// Takes a lock, or says who has it.
  ///
  /// An owner that asks again has its lease prolonged and keeps its token: the reply to its first
  /// request may have been lost.
  ///
  /// - Throws: `LeaseHeld` while somebody else has it, or a `StoreError`; never returns without it.
  public func acquire(_ name: String, owner: String, for span: Duration) async throws -> Lease {
    precondition(span > .zero, "a lease must last, got \(span.text)")
    return try await context.store.settlingTransaction { transaction in
      let now = self.context.clock.wallTime
      guard let present = try await transaction.getForUpdate(self.table, name) else {
        let lease = Lease(name: name, owner: owner, token: FencingToken(1), end: now + span)
        try await transaction.insertContended(self.table, name, lease)
        return lease
      }
      guard present.owner == owner || present.end <= now else {
        throw LeaseHeld(lease: present)
      }
      let isSame = present.owner == owner && present.end > now
      let lease = Lease(
        name: name, owner: owner, token: isSame ? present.token : present.token.next,
        end: now + span)
      try await transaction.put(self.table, name, lease)
      return lease
    }
  }

  /// Takes a lock as soon as it is free.
  ///
  /// - Throws: `LeaseHeld` when it was not free until the deadline, `Cancelled`, or a `StoreError`.
  public func acquire(
    _ name: String, owner: String, for span: Duration, waitingUntil deadline: Deadline,
    asking period: Duration = .milliseconds(50)
  ) async throws -> Lease {
    while true {
      do {
        return try await acquire(name, owner: owner, for: span)
      } catch let held as LeaseHeld {
        guard context.clock.now + period <= deadline.instant else { throw held }
        try await context.clock.sleep(for: period)
      }
    }
  }

  /// Prolongs a lease.
  ///
  /// - Throws: `LeaseHeld` with the present lease when it is no longer this one; an owner that
  ///   learns this must stop at once.
  public func renew(_ lease: Lease, for span: Duration) async throws -> Lease {
    try await change(lease) { $0.end = self.context.clock.wallTime + span }
  }

  /// Gives a lock back; somebody else's stays as it is.
  public func release(_ lease: Lease) async throws {
    do {
      _ = try await change(lease) { $0.end = self.context.clock.wallTime }
    } catch is LeaseHeld {
      return
    }
  }

  /// Changes a lease that is still the given one; the row stays, or tokens would begin anew.
  private func change(_ lease: Lease, _ body: (inout Lease) -> Void) async throws -> Lease {
    try await context.store.settlingTransaction { transaction in
      guard var present = try await transaction.getForUpdate(self.table, lease.name) else {
        throw RPCError(.notFound, "there is no lock \(lease.name)")
      }
      let isCurrent = present.token == lease.token && present.end > self.context.clock.wallTime
      guard isCurrent else { throw LeaseHeld(lease: present) }
      body(&present)
      try await transaction.put(self.table, lease.name, present)
      return present
    }
  }
}

/// A lock in somebody's hands.
public struct Lease: Codable, Sendable, Hashable, Fingerprinted {
  /// The lock.
  public let name: String
  /// Who has it.
  public let owner: String
  /// What to send along with every write that the lock is to protect.
  public let token: FencingToken
  /// When it ends, by the wall clock of the host that keeps the lock.
  public internal(set) var end: WallTime
}

/// Says that a lock is in other hands.
public struct LeaseHeld: Error, Hashable, Sendable {
  /// The lease as it is.
  public let lease: Lease
}
