public import Primitives

/// A date and time of day as some host believes it, in nanoseconds since 1970.
///
/// A type of its own so that it is never mixed up with an `Instant`: wall clocks of two hosts
/// disagree, and one host's may run backwards.
public struct WallTime: Hashable, Comparable, Sendable, Codable, FieldwiseFingerprinted {
  /// Nanoseconds since the beginning of 1970, in UTC.
  public let nanosecondsSinceEpoch: Int64

  /// The time this many nanoseconds after the beginning of 1970.
  public init(nanosecondsSinceEpoch: Int64) {
    self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
  }

  public static func < (left: WallTime, right: WallTime) -> Bool {
    left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
  }

  /// The time that lies a duration later.
  public static func + (time: WallTime, duration: Duration) -> WallTime {
    WallTime(nanosecondsSinceEpoch: time.nanosecondsSinceEpoch + duration.nanoseconds)
  }

  /// The span from one time to another as the two clocks tell it.
  public static func - (left: WallTime, right: WallTime) -> Duration {
    .nanoseconds(left.nanosecondsSinceEpoch - right.nanosecondsSinceEpoch)
  }

  public func takeFields(into digest: inout Digest) {
    digest.take("nanosecondsSinceEpoch", nanosecondsSinceEpoch)
  }
}

extension WallTime: Fingerprinted {
  public func fingerprint(into digest: inout Digest) {
    digest.combine(nanosecondsSinceEpoch)
  }
}

extension WallTime: CustomStringConvertible {
  /// The time of day in UTC, to the millisecond: `10:00:02.250`.
  public var description: String {
    let day: Int64 = 86_400_000
    let inDay = ((nanosecondsSinceEpoch / 1_000_000) % day + day) % day
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let millisecond = inDay % 1000
    let fraction = String(repeating: "0", count: 3 - "\(millisecond)".count) + "\(millisecond)"
    return
      "\(two(inDay / 3_600_000)):\(two(inDay / 60_000 % 60)):\(two(inDay / 1000 % 60)).\(fraction)"
  }
}
