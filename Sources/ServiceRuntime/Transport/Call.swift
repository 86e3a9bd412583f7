public import Primitives

/// A request under way and, later, its reply or error.
///
/// A call is one object from the caller's await to its reply, so that a world carries requests
/// of any type without knowing them and without a box for each message. A world that repeats a
/// message makes a copy first.
open class Call {
  /// The kind of request.
  public let method: Method
  /// The method's word, to be read without touching its name.
  @usableFromInline let word: UInt64
  /// Whom the request is for.
  @inlinable public final var service: ServiceName { addressee }
  /// The instant after which the caller no longer waits.
  @inlinable public final var deadline: Deadline { limit }
  /// What travels beside the request.
  @inlinable public final var metadata: Metadata { company }
  /// The error that the call ended with, if it ended with one.
  @inlinable public final var failure: RPCError? {
    get { knownFailure }
    set { knownFailure = newValue }
  }
  @exclusivity(unchecked) @usableFromInline final var earlier: Call?

  /// The call that this one repeats, where a world delivered a request more than once.
  @inlinable public final var original: Call? { earlier }
  /// Who makes the call: the caller's host, noted by the world that carries it.
  @inlinable public final var caller: String {
    get { knownCaller }
    set { knownCaller = newValue }
  }
  /// Room for the world that carries the call; a service never looks at it.
  @inlinable public final var note: Note {
    get { kept }
    set { kept = newValue }
  }

  /// Takes content into a digest; a plain function, so that calling it looks up no generic code.
  public typealias Fingerprint = (Call, inout Digest) -> Void

  @usableFromInline let requestFingerprint: Fingerprint
  @usableFromInline let replyFingerprint: Fingerprint
  // What other modules change lies behind inlined accessors: those keep to it that no overlapping
  // access is looked for, a stored property seen from another module does not.
  @exclusivity(unchecked) @usableFromInline final var knownFailure: RPCError?
  @exclusivity(unchecked) @usableFromInline final var knownCaller = ""
  @exclusivity(unchecked) @usableFromInline final var kept = Note()
  @exclusivity(unchecked) @usableFromInline final var addressee: ServiceName
  @exclusivity(unchecked) @usableFromInline final var limit: Deadline
  @exclusivity(unchecked) @usableFromInline final var company: Metadata
  /// Where its maker keeps it when it has ended.
  @exclusivity(unchecked) @usableFromInline final var shelf = 0
  @exclusivity(unchecked) @usableFromInline final var nextFree: Unmanaged<Call>?

  /// A call; made by `TypedCall`, and by worlds that carry content whose type they do not know.
  @usableFromInline
  package init(
    method: Method, service: ServiceName, deadline: Deadline, metadata: Metadata,
    requestFingerprint: @escaping Fingerprint, replyFingerprint: @escaping Fingerprint
  ) {
    self.method = method
    word = method.word
    addressee = service
    limit = deadline
    company = metadata
    self.requestFingerprint = requestFingerprint
    self.replyFingerprint = replyFingerprint
  }

  /// What a world notes on a call.
  public struct Note: Sendable {
    /// The first word, zero at first.
    public var first: UInt64 = 0
    /// The second word, zero at first.
    public var second: UInt64 = 0
    /// The third word, zero at first.
    public var third: UInt64 = 0
    /// What the call is among all others, the same whatever else is sent.
    public var address: UInt64 = 0

    /// Words of zero.
    @inlinable
    public init() {}
  }

  /// Whether a reply has been stored.
  open var hasReply: Bool { preconditionFailure("a call must be a typed call") }

  /// Takes the request's content and what travels beside it into a digest.
  @inlinable @inline(__always)
  public final func fingerprintRequest(into digest: inout Digest) {
    requestFingerprint(self, &digest)
    company.fingerprint(into: &digest)
  }

  /// Takes the reply's content, or the error, into a digest.
  @inlinable @inline(__always)
  public final func fingerprintReply(into digest: inout Digest) {
    if knownFailure == nil { return replyFingerprint(self, &digest) }
    fingerprintFailure(into: &digest)
  }

  @usableFromInline
  final func fingerprintFailure(into digest: inout Digest) {
    guard let failure else { return }
    digest.combine(failure.code.rawValue)
    digest.combine(failure.message)
  }

  /// Takes out the error of a call that nobody else holds, without copying it.
  @inlinable
  final func takeFailure() -> RPCError? {
    var failure: RPCError?
    swap(&failure, &knownFailure)
    return failure
  }

  /// Lets something else travel beside the request, before it is sent.
  ///
  /// For whoever stands between a service and its world; a service says it when it calls.
  package final func carry(_ metadata: Metadata) {
    company = metadata
  }

  /// Notes which call this one repeats; for a world's own kinds of calls.
  package final func isCopy(of call: Call) {
    earlier = call.original ?? call
    caller = call.caller
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
  @inlinable public var request: R { content }
  @exclusivity(unchecked) @usableFromInline var content: R
  /// What was answered, if it was.
  @exclusivity(unchecked) public var reply: R.Reply?

  /// A call that has not been sent.
  @inlinable
  public init(_ request: R, to service: ServiceName, deadline: Deadline, metadata: Metadata) {
    content = request
    super.init(
      method: R.method, service: service, deadline: deadline, metadata: metadata,
      requestFingerprint: { call, digest in
        unsafeDowncast(call, to: TypedCall<R>.self).request.fingerprint(into: &digest)
      },
      replyFingerprint: { call, digest in
        unsafeDowncast(call, to: TypedCall<R>.self).reply?.fingerprint(into: &digest)
      })
  }

  /// Becomes a call that has not been sent, once it has ended and nobody else holds it.
  @inlinable
  func begin(
    _ request: R, to service: ServiceName, deadline: Deadline, metadata: Metadata
  ) {
    content = request
    reply = nil
    addressee = service
    limit = deadline
    company = metadata
    knownFailure = nil
    earlier = nil
    kept = Note()
  }

  /// The reply, or the error that the call ended with; the error where a reply came too late.
  @inlinable
  public func takeReply() throws(RPCError) -> R.Reply {
    if let failure { throw failure }
    guard let reply else { throw RPCError(.internal, "the call ended without reply or error") }
    return reply
  }

  @inlinable
  public override var hasReply: Bool { reply != nil }

  @inlinable
  public override func copy() -> Call {
    let copy = TypedCall(request, to: service, deadline: deadline, metadata: metadata)
    copy.earlier = original ?? self
    copy.caller = caller
    return copy
  }

  @inlinable
  public override func takeOutcome(of copy: Call) {
    guard let copy = copy as? TypedCall<R> else {
      preconditionFailure("the outcome of \(copy.method) cannot end a call of \(method)")
    }
    reply = copy.reply
    failure = copy.failure
  }

  @inlinable
  public override var requestText: String { "\(request)" }

  @inlinable
  public override var replyText: String {
    if let reply { return "\(reply)" }
    return failure.map { "\($0)" } ?? "nothing"
  }

  @inlinable
  public override func encodeRequest(to encoder: any Encoder) throws {
    try request.encode(to: encoder)
  }

  @inlinable
  public override func decodeReply(from decoder: any Decoder) throws {
    reply = try R.Reply(from: decoder)
  }

  @inlinable
  public override func encodeReply(to encoder: any Encoder) throws {
    try reply?.encode(to: encoder)
  }
}
