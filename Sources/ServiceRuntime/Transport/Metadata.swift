public import Primitives

/// What travels beside a request.
public struct Metadata: Hashable, Sendable {
  /// The trace that the call belongs to, and the span that made it.
  public var trace: TraceContext?
  /// The identity of the operation, equal for all its repetitions.
  public var idempotencyKey: String?
  /// The end user or system on whose behalf the call is made.
  public var client: String?

  /// Metadata of the given parts.
  @inlinable
  public init(trace: TraceContext? = nil, idempotencyKey: String? = nil, client: String? = nil) {
    self.trace = trace
    self.idempotencyKey = idempotencyKey
    self.client = client
  }
}

extension Metadata: Fingerprinted {
  @inlinable
  public func fingerprint(into digest: inout Digest) {
    if idempotencyKey == nil && client == nil { return digest.combine(0 as UInt64) }
    idempotencyKey.fingerprint(into: &digest)
    client.fingerprint(into: &digest)
  }
}
