/// The identity of a trace and of one span in it, carried across hops (W3C trace context).
public struct TraceContext: Hashable, Sendable {
  /// The upper half of the trace's identity.
  public let traceHigh: UInt64
  /// The lower half of the trace's identity; never zero together with the upper half.
  public let traceLow: UInt64
  /// The span's identity, never zero.
  public let span: UInt64
  /// Whether the trace is recorded.
  public let isSampled: Bool

  /// The identity of the given parts.
  public init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool = true) {
    self.traceHigh = traceHigh
    self.traceLow = traceLow
    self.span = span
    self.isSampled = isSampled
  }

  /// The same trace with another span.
  public func child(_ span: UInt64) -> TraceContext {
    TraceContext(traceHigh: traceHigh, traceLow: traceLow, span: span, isSampled: isSampled)
  }
}
