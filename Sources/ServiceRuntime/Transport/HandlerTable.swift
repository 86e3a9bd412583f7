/// The code that answers each kind of request, found by the method's word.
///
/// A service answers a handful of methods, so a linear search over words is faster than hashing.
public final class HandlerTable {
  private var words: [UInt64] = []
  private var handlers: [Handler] = []

  /// A table without handlers.
  public init() {}

  /// The methods that have a handler, in order of registration.
  public var methods: [Method] { handlers.map(\.method) }

  /// Registers the code that answers one kind of request.
  ///
  /// - Precondition: the kind of request has no handler yet.
  public func register<R: Request>(
    _ request: R.Type, _ body: @escaping (R, IncomingCall) async throws -> R.Reply
  ) {
    precondition(
      !words.contains(R.method.word), "two handlers for \(R.method), at most one is allowed")
    words.append(R.method.word)
    handlers.append(TypedHandler<R>(body))
  }

  /// The handler of a method, if there is one.
  public func handler(for method: Method) -> Handler? {
    for position in words.indices where words[position] == method.word {
      return handlers[position]
    }
    return nil
  }
}

/// The code that answers one kind of request, with the kind erased.
open class Handler {
  /// The kind of request that is answered.
  public let method: Method

  init(_ method: Method) {
    self.method = method
  }

  /// Answers a call: stores a reply or an error in it.
  open func answer(_ call: Call, _ incoming: IncomingCall) async {
    preconditionFailure("a handler must be a typed handler")
  }

  /// Makes the call that arrived as bytes, for a world that receives bytes.
  open func decodeCall(
    from decoder: any Decoder, to service: ServiceName, deadline: Deadline, metadata: Metadata
  ) throws -> Call {
    preconditionFailure("a handler must be a typed handler")
  }
}

/// The code that answers one kind of request.
final class TypedHandler<R: Request>: Handler {
  private let body: (R, IncomingCall) async throws -> R.Reply

  init(_ body: @escaping (R, IncomingCall) async throws -> R.Reply) {
    self.body = body
    super.init(R.method)
  }

  override func answer(_ call: Call, _ incoming: IncomingCall) async {
    precondition(
      type(of: call) == TypedCall<R>.self, "a call of \(call.method) reached \(method)'s handler")
    let call = unsafeDowncast(call, to: TypedCall<R>.self)
    do {
      call.reply = try await body(call.request, incoming)
    } catch {
      call.failure = RPCError(answering: error)
    }
  }

  override func decodeCall(
    from decoder: any Decoder, to service: ServiceName, deadline: Deadline, metadata: Metadata
  ) throws -> Call {
    TypedCall(try R(from: decoder), to: service, deadline: deadline, metadata: metadata)
  }
}

extension RPCError {
  /// The error that a caller sees when a handler throws.
  init(answering error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case let error as StoreError: self = RPCError(error)
    case let error as Cancelled:
      self = RPCError(.internal, "the handler was cancelled: \(error)")
    default: self = RPCError(.internal, "the handler failed: \(error)")
    }
  }
}
