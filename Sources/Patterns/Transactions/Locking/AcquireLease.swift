import Primitives
public import ServiceRuntime

/// Takes a lock that another service keeps, or prolongs it for the same owner.
public struct AcquireLease: Request {
  public typealias Reply = Lease
  public static let method: Method = "lease-lock.acquire"

  /// The lock.
  public let name: String
  /// Who wants it; unique among all who might.
  public let owner: String
  /// For how many nanoseconds.
  public let nanoseconds: Int64

  /// A request for a lock.
  public init(_ name: String, owner: String, for span: Duration) {
    self.name = name
    self.owner = owner
    nanoseconds = span.nanoseconds
  }
}

/// Gives back a lock that another service keeps.
public struct ReleaseLease: Request {
  public typealias Reply = Done
  public static let method: Method = "lease-lock.release"

  /// The lease.
  public let lease: Lease

  /// A request to end a lease.
  public init(_ lease: Lease) {
    self.lease = lease
  }
}

extension LeaseLock {
  /// Lets other services use these locks.
  ///
  /// A lock in other hands is answered with `aborted`: nothing happened, ask again.
  public func register() {
    context.handle(AcquireLease.self) { request, _ in
      guard request.nanoseconds > 0, !request.name.isEmpty, !request.owner.isEmpty else {
        throw RPCError(.invalidArgument, "a lease needs a name, an owner and a span")
      }
      do {
        return try await self.acquire(
          request.name, owner: request.owner, for: .nanoseconds(request.nanoseconds))
      } catch let held as LeaseHeld {
        throw RPCError(.aborted, "lock \(request.name) is held by \(held.lease.owner)")
      }
    }
    context.handle(ReleaseLease.self) { request, _ in
      try await self.release(request.lease)
      return Done()
    }
  }
}
