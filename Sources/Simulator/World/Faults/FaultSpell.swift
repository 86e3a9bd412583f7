package import Primitives

/// One strike of a planned fault, from the strike to its healing.
package struct FaultSpell: Hashable, Sendable {
  /// The fault's id.
  package let id: String
  /// When it struck.
  package let from: Instant
  /// When it was healed; nothing while it lasts, and for a strike of which nothing lasts.
  ///
  /// Of code that is held up it is known beforehand when that is over.
  package internal(set) var until: Instant?
  /// The hosts that were struck themselves.
  package let hosts: [Int32]
  /// The links that were struck, or on which a message was.
  package let paths: [FaultPath]
  /// The link on which a message was of which there are more now; it arrives itself as it would have.
  package let copied: FaultPath?
  /// The number of the client's operation to which the message that was struck belonged.
  ///
  /// From one; zero where it belonged to none, nothing for what struck more than one message.
  package let operation: UInt64?
  /// What was done to a party outside.
  package let outside: OutsideFault?
  /// The number of the strike where something of it lasts.
  var strike: Int?

  init(
    id: String, from: Instant, until: Instant? = nil, hosts: [Int32] = [],
    paths: [FaultPath] = [], copied: FaultPath? = nil, operation: UInt64? = nil,
    outside: OutsideFault? = nil
  ) {
    self.id = id
    self.from = from
    self.until = until
    self.hosts = hosts
    self.paths = paths
    self.copied = copied
    self.operation = operation
    self.outside = outside
  }

  /// Whether something of it was there at some moment of a span.
  package func stood(from begin: Instant, until end: Instant) -> Bool {
    from <= end && (until ?? (lasts ? .distantFuture : from)) >= begin
  }

  /// How long it has lasted by an instant.
  package func duration(by now: Instant) -> Duration {
    min(until ?? (lasts ? now : from), now) - from
  }

  /// Whether it struck one of two hosts, or a way between them.
  package func struck(between first: Int32, and second: Int32) -> Bool {
    hosts.contains(first) || hosts.contains(second) || cut(between: first, and: second)
  }

  /// Whether it struck a way between two hosts.
  package func cut(between first: Int32, and second: Int32) -> Bool {
    paths.contains { $0.contains(first, second) || $0.contains(second, first) }
  }

  /// Whether something of it lasts until it is healed.
  package var lasts: Bool { strike != nil }
}
