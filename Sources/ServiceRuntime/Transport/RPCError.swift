/// Why a call gave no reply, and what the caller may conclude.
///
/// The certainty is the heart of it: after a *definite* error the request has had no effect; after
/// an *indefinite* one it may have had, may yet have, or may never have. Repeating a request after
/// an indefinite error is safe only when the request is idempotent. The distinction is Maelstrom's;
/// the codes are those of gRPC where they fit.
public struct RPCError: Error, Hashable, Sendable, Codable {
  /// What kind of failure it is.
  public var code: Code
  /// Whether the request may have taken effect.
  public var certainty: Certainty
  /// What happened, in a sentence for people.
  public var message: String
  /// Facts for programs, such as the product that was short.
  public var details: [String: String]

  /// An error; the certainty follows from the code unless it is stated.
  public init(
    _ code: Code, _ message: String, certainty: Certainty? = nil, details: [String: String] = [:]
  ) {
    self.code = code
    self.certainty = certainty ?? code.usualCertainty
    self.message = message
    self.details = details
  }

  /// Whether the request may have taken effect.
  public enum Certainty: String, Hashable, Sendable, Codable {
    /// It did not happen.
    case definite
    /// It may have happened.
    case indefinite
  }

  /// Kinds of failure.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// The request makes no sense, whatever the state.
    case invalidArgument
    /// What the request names does not exist.
    case notFound
    /// What the request would create exists.
    case alreadyExists
    /// The state does not allow the request.
    case failedPrecondition
    /// The client may not do this.
    case permissionDenied
    /// The client is not known.
    case unauthenticated
    /// A limit is exhausted.
    case resourceExhausted
    /// The service declined to take the request now.
    case unavailable
    /// Nobody listens where the service should be.
    case connectionRefused
    /// The service has no handler for this kind of request.
    case unimplemented
    /// A concurrent request won; this one had no effect.
    case aborted
    /// The caller gave up before a reply came.
    case deadlineExceeded
    /// The connection broke before a reply came.
    case connectionLost
    /// The calling process ended or the call was cancelled.
    case cancelled
    /// The service failed in a way it did not foresee.
    case `internal`

    /// What the code alone lets the caller conclude.
    public var usualCertainty: Certainty {
      switch self {
      case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied,
        .unauthenticated, .resourceExhausted, .unavailable, .connectionRefused, .unimplemented,
        .aborted:
        .definite
      case .deadlineExceeded, .connectionLost, .cancelled, .internal:
        .indefinite
      }
    }

    /// Whether another attempt may fare better.
    public var isRetriable: Bool {
      switch self {
      case .unavailable, .connectionRefused, .aborted, .deadlineExceeded, .connectionLost,
        .internal, .resourceExhausted:
        true
      case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied,
        .unauthenticated, .unimplemented, .cancelled:
        false
      }
    }

    /// What the caller should do, in a sentence for people.
    public var advice: String {
      switch self {
      case .invalidArgument, .unimplemented: "correct the request; repeating it cannot help"
      case .notFound, .alreadyExists, .failedPrecondition:
        "read the current state and decide anew"
      case .permissionDenied, .unauthenticated: "ask for access; repeating cannot help"
      case .resourceExhausted, .unavailable, .connectionRefused, .aborted:
        "nothing happened; repeat after a pause"
      case .deadlineExceeded, .connectionLost, .internal:
        "it may have happened; repeat only with the same idempotency key, or ask for the outcome"
      case .cancelled: "stop; whoever asked has gone"
      }
    }
  }
}

extension RPCError: CustomStringConvertible {
  /// Code, certainty and message.
  public var description: String {
    "\(code.rawValue) (\(certainty.rawValue)): \(message)"
  }
}
