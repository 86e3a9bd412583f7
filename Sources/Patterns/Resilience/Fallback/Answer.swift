import Primitives
public import ServiceRuntime

/// A value together with how good it is, so that a makeshift is never taken for the real thing.
public struct Answer<Value> {
  /// The value.
  public let value: Value
  /// How good it is.
  public let quality: Quality

  /// An answer.
  public init(_ value: Value, _ quality: Quality = .fresh) {
    self.value = value
    self.quality = quality
  }

  /// How good a value is.
  public enum Quality: Hashable, Sendable {
    /// The source gave it just now.
    case fresh
    /// The source gave it this long ago, which is within its time to live.
    case cached(age: Duration)
    /// The source gave it this long ago, which is too long; it failed to give a newer one.
    case stale(age: Duration, because: RPCError)
    /// Something took the source's place because it failed.
    case substitute(because: RPCError)
  }

  /// Whether whoever sees it should be told; such an answer must not be stored as the truth.
  public var isDegraded: Bool {
    switch quality {
    case .fresh, .cached: false
    case .stale, .substitute: true
    }
  }
}

extension Answer: Sendable where Value: Sendable {}
extension Answer: Equatable where Value: Equatable {}
