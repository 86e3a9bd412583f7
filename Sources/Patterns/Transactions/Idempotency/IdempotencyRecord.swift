public import Primitives
public import ServiceRuntime

/// What a service remembers of an operation that it was asked for.
public struct IdempotencyRecord: Codable, Sendable, Hashable, Fingerprinted {
  /// The operation's key.
  public var key: IdempotencyKey
  /// A fingerprint of the request, to notice another request under the same key.
  public var requestHash: String
  /// How far the operation has come.
  public var status: Status
  /// Whoever works on it, as host and life, while it is in progress.
  public var worker: String
  /// When it was first asked for, by this host's wall clock.
  public var createdAt: WallTime
  /// When it ended, by this host's wall clock.
  public var completedAt: WallTime?
  /// Whether its effect has been undone since.
  public var isUndone: Bool

  /// How far an operation has come.
  public enum Status: Codable, Sendable, Hashable {
    /// Somebody works on it, or did and died.
    case inProgress
    /// It took effect; the reply is kept as JSON text.
    case completed(reply: String)
    /// It was refused for good.
    case failed(RPCError)
    /// It was undone before it arrived and must never take effect.
    case cancelled
  }

  /// Whether the operation has ended one way or the other.
  public var isSettled: Bool { status != .inProgress }
}

/// A fingerprint of a request as records keep it.
enum RequestHash {
  /// Thirty-two hexadecimal digits over the kind of request and its content.
  static func of(_ operation: String, _ request: some Fingerprinted) -> String {
    var digest = Digest()
    digest.combine(operation)
    request.fingerprint(into: &digest)
    return digest.description
  }
}
