/// What a handler knows of the call that it answers, beside the request.
public struct IncomingCall {
  @usableFromInline let call: Call

  /// What is known of a call; made by worlds.
  @inlinable
  public init(_ call: Call) {
    self.call = call
  }

  /// Who sent it: the host of the caller, for log records.
  @inlinable public var caller: String { call.caller }

  /// The kind of request.
  @inlinable public var method: Method { call.method }
  /// The instant, on this process's clock, after which the caller no longer waits.
  @inlinable public var deadline: Deadline { call.deadline }
  /// What came beside the request.
  @inlinable public var metadata: Metadata { call.metadata }
}
