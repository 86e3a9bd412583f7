public import ServiceRuntime

/// What is known of a call while it passes through its protections.
///
/// Each protection hands a scope on to the next one: the same, or with an earlier deadline, or with
/// a higher attempt. The code that finally makes the call uses the scope that it receives.
public struct CallScope: Hashable, Sendable {
  /// The instant after which nobody waits; protections bring it forward, never put it off.
  public var deadline: Deadline
  /// What travels beside the request, the same for every attempt.
  public var metadata: Metadata
  /// Whether the request is harmless to repeat even without a key, as a read is.
  public var isIdempotent: Bool
  /// How much it matters when not everything can be served.
  public var priority: Priority
  /// Which attempt this is; the first is one.
  public internal(set) var attempt = 1

  /// A scope for a call that this process makes on its own account.
  public init(
    deadline: Deadline = .never, metadata: Metadata = Metadata(), isIdempotent: Bool = false,
    priority: Priority = .normal
  ) {
    self.deadline = deadline
    self.metadata = metadata
    self.isIdempotent = isIdempotent
    self.priority = priority
  }

  /// A scope for calls made while a call is being answered: its deadline and metadata go along.
  ///
  /// Give a call of another operation its own idempotency key, lest two operations share one.
  public init(
    serving incoming: IncomingCall, isIdempotent: Bool = false, priority: Priority = .normal
  ) {
    self.init(
      deadline: incoming.deadline, metadata: incoming.metadata, isIdempotent: isIdempotent,
      priority: priority)
  }

  /// Whether the request may be sent again after an attempt that may have taken effect.
  public var isRepeatable: Bool { isIdempotent || isKeyed }

  /// Whether the request carries the identity of its operation.
  var isKeyed: Bool { metadata.idempotencyKey.map { !$0.isEmpty } ?? false }
}

extension ServiceContext {
  /// Sends a request within a scope: with its deadline and its metadata.
  public func call<R: Request>(
    _ request: R, to service: ServiceName, in scope: CallScope
  ) async throws(RPCError) -> R.Reply {
    try await call(request, to: service, deadline: scope.deadline, metadata: scope.metadata)
  }

  /// Which process of which service this is, for the marks on refusals.
  var place: String { "\(service.text)@\(host)#\(incarnation)" }
}
