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

  public func fingerprint(into digest: inout Digest) {
    key.fingerprint(into: &digest)
    digest.combine(requestHash)
    status.fingerprint(into: &digest)
    digest.combine(worker)
    createdAt.fingerprint(into: &digest)
    completedAt.fingerprint(into: &digest)
    digest.combine(isUndone)
  }
}

extension IdempotencyRecord.Status: Fingerprinted {
  public func fingerprint(into digest: inout Digest) {
    switch self {
    case .inProgress: digest.combine(0)
    case .completed(let reply):
      digest.combine(1)
      digest.combine(reply)
    case .failed(let error):
      digest.combine(2)
      digest.combine(error.code.rawValue)
      digest.combine(error.certainty.rawValue)
      digest.combine(error.message)
      for name in error.details.keys.sorted() {
        digest.combine(name)
        error.details[name].fingerprint(into: &digest)
      }
    case .cancelled: digest.combine(3)
    }
  }
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
