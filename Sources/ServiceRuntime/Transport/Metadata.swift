public import Primitives

/// What travels beside a request.
///
/// A value with shared storage: most calls carry nothing, and those cost no copy of anything.
public struct Metadata: Hashable, Sendable {
  @usableFromInline var content: Content?

  /// The parts, shared between copies and never changed.
  @usableFromInline
  final class Content: Sendable {
    @usableFromInline let trace: TraceContext?
    @usableFromInline let idempotencyKey: String?
    @usableFromInline let client: String?

    @usableFromInline
    init(trace: TraceContext?, idempotencyKey: String?, client: String?) {
      self.trace = trace
      self.idempotencyKey = idempotencyKey
      self.client = client
    }
  }

  /// Metadata of the given parts.
  @inlinable
  public init(trace: TraceContext? = nil, idempotencyKey: String? = nil, client: String? = nil) {
    guard trace != nil || idempotencyKey != nil || client != nil else { return }
    content = Content(trace: trace, idempotencyKey: idempotencyKey, client: client)
  }

  /// The trace that the call belongs to, and the span that made it.
  public var trace: TraceContext? {
    get { content?.trace }
    set { self = Metadata(trace: newValue, idempotencyKey: idempotencyKey, client: client) }
  }

  /// The identity of the operation, equal for all its repetitions.
  public var idempotencyKey: String? {
    get { content?.idempotencyKey }
    set { self = Metadata(trace: trace, idempotencyKey: newValue, client: client) }
  }

  /// The end user or system on whose behalf the call is made.
  public var client: String? {
    get { content?.client }
    set { self = Metadata(trace: trace, idempotencyKey: idempotencyKey, client: newValue) }
  }

  public static func == (left: Metadata, right: Metadata) -> Bool {
    left.trace == right.trace && left.idempotencyKey == right.idempotencyKey
      && left.client == right.client
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(trace)
    hasher.combine(idempotencyKey)
    hasher.combine(client)
  }
}

extension Metadata: Fingerprinted {
  @inlinable @inline(__always)
  public func fingerprint(into digest: inout Digest) {
    if content == nil { return digest.combine(0 as UInt64) }
    fingerprintContent(into: &digest)
  }

  @usableFromInline
  func fingerprintContent(into digest: inout Digest) {
    idempotencyKey.fingerprint(into: &digest)
    client.fingerprint(into: &digest)
  }
}
