/// What a handler knows of the call that it answers, beside the request.
public struct IncomingCall: Sendable {
  /// The kind of request.
  public let method: Method
  /// Who sent it: the host of the caller, for log records.
  public let caller: String
  /// The instant, on this process's clock, after which the caller no longer waits.
  public let deadline: Deadline
  /// What came beside the request.
  public let metadata: Metadata

  /// An incoming call of the given parts; made by worlds.
  @inlinable
  public init(method: Method, caller: String, deadline: Deadline, metadata: Metadata) {
    self.method = method
    self.caller = caller
    self.deadline = deadline
    self.metadata = metadata
  }
}
