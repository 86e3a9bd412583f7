/// To whom a fault happens.
package enum FaultTarget: Hashable, Sendable {
  /// Those that the occasion is about: a message's receiver or link, the host of a failpoint or
  /// of an event; every link where there is no occasion.
  case occasion
  /// Hosts by their indices, and all links that begin or end at them.
  case hosts([Int32])
  /// One of several hosts, drawn from the seed each time.
  case oneOf([Int32])
  /// Links.
  case paths([FaultPath])
  /// The hosts that have a role at that moment, as the system itself tells.
  case role(service: String, role: String)
}

/// Links from some hosts to others, by their indices.
package struct FaultPath: Hashable, Sendable {
  /// The senders.
  package var sources: [Int32]
  /// The receivers.
  package var destinations: [Int32]
  /// Whether the links back are meant too.
  package var isBothWays: Bool

  package init(from sources: [Int32], to destinations: [Int32], isBothWays: Bool = false) {
    self.sources = sources
    self.destinations = destinations
    self.isBothWays = isBothWays
  }

  /// Whether the link from one host to another is meant.
  package func contains(_ source: Int32, _ destination: Int32) -> Bool {
    sources.contains(source) && destinations.contains(destination)
      || isBothWays && sources.contains(destination) && destinations.contains(source)
  }

  /// The path in one direction, or both as two.
  package var directions: [FaultPath] {
    guard isBothWays else { return [self] }
    return [
      FaultPath(from: sources, to: destinations), FaultPath(from: destinations, to: sources),
    ]
  }
}
