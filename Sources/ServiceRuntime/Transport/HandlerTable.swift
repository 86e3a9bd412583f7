/// The code that answers each kind of request, found by the method's word.
///
/// A service answers a handful of methods, so a linear search over words is faster than hashing.
public final class HandlerTable {
  @exclusivity(unchecked) @usableFromInline var entries: [Entry] = []
  @exclusivity(unchecked) @usableFromInline var fallback: Handler?

  /// A handler, with what is looked at for each request beside it.
  @usableFromInline
  struct Entry {
    @usableFromInline let word: UInt64
    @usableFromInline let handler: Handler
    /// The code that answers without waiting, if the handler has such.
    @usableFromInline let answerAtOnce: Handler.AnswerAtOnce?

    @usableFromInline
    init(_ handler: Handler) {
      word = handler.method.word
      self.handler = handler
      answerAtOnce = handler.answerAtOnce
    }
  }

  /// A table without handlers.
  public init() {}

  /// The methods that have a handler, in order of registration.
  public var methods: [Method] { entries.map(\.handler.method) }

  /// Registers the code that answers one kind of request.
  ///
  /// - Precondition: the kind of request has no handler yet.
  @inlinable
  public func register<R: Request>(
    _ request: R.Type, _ body: @escaping (R, IncomingCall) async throws -> R.Reply
  ) {
    precondition(
      !answers(R.method), "two handlers for \(R.method), at most one is allowed")
    add(
      Handler(
        R.method,
        answer: { call, incoming in
          precondition(
            type(of: call) == TypedCall<R>.self,
            "a call of \(call.method) reached the handler of \(R.method)")
          let call = unsafeDowncast(call, to: TypedCall<R>.self)
          do {
            call.reply = try await body(call.request, incoming)
          } catch {
            call.failure = RPCError(answering: error)
          }
        },
        decode: { decoder, service, deadline, metadata in
          TypedCall(try R(from: decoder), to: service, deadline: deadline, metadata: metadata)
        }))
  }

  /// Registers code that answers one kind of request without waiting for anything.
  ///
  /// - Precondition: the kind of request has no handler yet.
  @inlinable
  public func register<R: Request>(
    _ request: R.Type, _ body: @escaping (R, IncomingCall) throws -> R.Reply
  ) {
    precondition(
      !answers(R.method), "two handlers for \(R.method), at most one is allowed")
    add(
      Handler(
        R.method,
        answerAtOnce: { call, incoming in
          precondition(
            type(of: call) == TypedCall<R>.self,
            "a call of \(call.method) reached the handler of \(R.method)")
          let call = unsafeDowncast(call, to: TypedCall<R>.self)
          do {
            call.reply = try body(call.request, incoming)
          } catch {
            call.failure = RPCError(answering: error)
          }
        },
        decode: { decoder, service, deadline, metadata in
          TypedCall(try R(from: decoder), to: service, deadline: deadline, metadata: metadata)
        }))
  }

  /// Registers code that answers every kind of request that has no handler of its own.
  ///
  /// For a world that passes requests on to where the service really runs.
  package func registerFallback(_ answer: @escaping Handler.Answer) {
    fallback = Handler(
      Method("any"), answer: answer,
      decode: { _, _, _, _ in throw RPCError(.unimplemented, "what is passed on is not read") })
  }

  /// Forgets all handlers; called by worlds when a process ends, since handlers hold the service.
  public func removeAll() {
    entries = []
    fallback = nil
  }

  /// Whether a method has a handler of its own.
  @usableFromInline
  func answers(_ method: Method) -> Bool {
    entries.contains { $0.word == method.word }
  }

  @usableFromInline
  func add(_ handler: Handler) {
    entries.append(Entry(handler))
  }

  /// Where the code stands that answers a call without waiting, if there is some.
  @inlinable
  package func positionAtOnce(of call: Call) -> Int? {
    let word = call.word
    for position in entries.indices where entries[position].word == word {
      return entries[position].answerAtOnce == nil ? nil : position
    }
    return nil
  }

  /// Answers a call by the code at a position, which answers without waiting.
  @inlinable
  package func answer(_ call: Call, at position: Int) {
    entries[position].answerAtOnce?(call, IncomingCall(call))
  }

  /// The handler of a method, if there is one.
  @inlinable
  public func handler(for method: Method) -> Handler? {
    for position in entries.indices where entries[position].word == method.word {
      return entries[position].handler
    }
    return fallback
  }
}

/// The code that answers one kind of request, with the kind erased.
public final class Handler {
  /// Answers a call: stores a reply or an error in it.
  public typealias Answer = (Call, IncomingCall) async -> Void
  /// Answers a call without waiting for anything.
  public typealias AnswerAtOnce = (Call, IncomingCall) -> Void
  /// Makes the call that arrived as bytes, for a world that receives bytes.
  public typealias Decode = (any Decoder, ServiceName, Deadline, Metadata) throws -> Call

  /// The kind of request that is answered.
  public let method: Method
  /// Answers a call.
  public let answer: Answer
  /// Answers a call without a task, where the code never waits.
  public let answerAtOnce: AnswerAtOnce?
  /// Makes the call that arrived as bytes.
  public let decode: Decode

  @usableFromInline
  init(_ method: Method, answer: @escaping Answer, decode: @escaping Decode) {
    self.method = method
    self.answer = answer
    self.decode = decode
    answerAtOnce = nil
  }

  @usableFromInline
  init(_ method: Method, answerAtOnce: @escaping AnswerAtOnce, decode: @escaping Decode) {
    self.method = method
    self.answerAtOnce = answerAtOnce
    self.decode = decode
    answer = { call, incoming in answerAtOnce(call, incoming) }
  }
}

extension RPCError {
  /// The error that a caller sees when a handler throws.
  @usableFromInline
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
