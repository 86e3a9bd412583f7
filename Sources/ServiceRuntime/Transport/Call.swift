public import Primitives

/// A request under way and, later, its reply or error.
///
/// A call is one object from the caller's await to its reply, so that a world carries requests
/// of any type without knowing them and without a box for each message. A world that repeats a
/// message makes a copy first.
open class Call {
  /// The kind of request.
  public let method: Method
  /// Whom the request is for.
  public let service: ServiceName
  /// The instant after which the caller no longer waits.
  public let deadline: Deadline
  /// What travels beside the request.
  public let metadata: Metadata
  /// The error that the call ended with, if it ended with one.
  public final var failure: RPCError?
  /// Room for the world that carries the call; a service never looks at it.
  public final var note: Note

  /// A call; made by `TypedCall` only.
  @usableFromInline
  init(method: Method, service: ServiceName, deadline: Deadline, metadata: Metadata) {
    self.method = method
    self.service = service
    self.deadline = deadline
    self.metadata = metadata
    self.note = Note()
  }

  /// What a world notes on a call.
  public struct Note: Sendable {
    /// The first word, zero at first.
    public var first: UInt64 = 0
    /// The second word, zero at first.
    public var second: UInt64 = 0

    /// Two words of zero.
    @inlinable
    public init() {}
  }

  /// Whether a reply has been stored.
  open var hasReply: Bool { preconditionFailure("a call must be a typed call") }

  /// Takes the request's content into a digest.
  open func fingerprintRequest(into digest: inout Digest) {
    preconditionFailure("a call must be a typed call")
  }

  /// Takes the reply's content, or the error, into a digest.
  open func fingerprintReply(into digest: inout Digest) {
    preconditionFailure("a call must be a typed call")
  }

  /// The same request as another object, without a reply.
  open func copy() -> Call { preconditionFailure("a call must be a typed call") }

  /// Takes over reply or error from a copy of this call.
  open func takeOutcome(of copy: Call) { preconditionFailure("a call must be a typed call") }

  /// The request's content as text for people.
  open var requestText: String { preconditionFailure("a call must be a typed call") }

  /// The reply's content or the error as text for people.
  open var replyText: String { preconditionFailure("a call must be a typed call") }

  /// Writes the request's content to an encoder, for a world that sends bytes.
  open func encodeRequest(to encoder: any Encoder) throws {
    preconditionFailure("a call must be a typed call")
  }

  /// Reads the reply's content from a decoder, for a world that receives bytes.
  open func decodeReply(from decoder: any Decoder) throws {
    preconditionFailure("a call must be a typed call")
  }

  /// Writes the reply's content to an encoder, for a world that sends bytes.
  open func encodeReply(to encoder: any Encoder) throws {
    preconditionFailure("a call must be a typed call")
  }
}

/// A call of one kind of request.
public final class TypedCall<R: Request>: Call {
  /// What is asked.
  public let request: R
  /// What was answered, if it was.
  public var reply: R.Reply?

  /// A call that has not been sent.
  @inlinable
  public init(_ request: R, to service: ServiceName, deadline: Deadline, metadata: Metadata) {
    self.request = request
    super.init(method: R.method, service: service, deadline: deadline, metadata: metadata)
  }

  /// The reply, or the error that the call ended with.
  @inlinable
  public func takeReply() throws(RPCError) -> R.Reply {
    if let reply { return reply }
    throw failure ?? RPCError(.internal, "the call ended without reply or error")
  }

  public override var hasReply: Bool { reply != nil }

  public override func fingerprintRequest(into digest: inout Digest) {
    request.fingerprint(into: &digest)
    metadata.fingerprint(into: &digest)
  }

  public override func fingerprintReply(into digest: inout Digest) {
    if let reply {
      reply.fingerprint(into: &digest)
    } else {
      digest.combine(failure?.code.rawValue ?? "")
      digest.combine(failure?.message ?? "")
    }
  }

  public override func copy() -> Call {
    TypedCall(request, to: service, deadline: deadline, metadata: metadata)
  }

  public override func takeOutcome(of copy: Call) {
    guard let copy = copy as? TypedCall<R> else {
      preconditionFailure("the outcome of \(copy.method) cannot end a call of \(method)")
    }
    reply = copy.reply
    failure = copy.failure
  }

  public override var requestText: String { "\(request)" }

  public override var replyText: String {
    if let reply { return "\(reply)" }
    return failure.map { "\($0)" } ?? "nothing"
  }

  public override func encodeRequest(to encoder: any Encoder) throws {
    try request.encode(to: encoder)
  }

  public override func decodeReply(from decoder: any Decoder) throws {
    reply = try R.Reply(from: decoder)
  }

  public override func encodeReply(to encoder: any Encoder) throws {
    try reply?.encode(to: encoder)
  }
}
