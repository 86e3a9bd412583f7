/// Something that happens in a run and at which something can go wrong, named by what it is.
///
/// A point is found again in every run that is the same up to it: nothing of it is a time or a
/// number of the trace. Hosts count their own points, and links count their own messages.
package struct RunPoint: Hashable, Sendable {
  /// Kinds of points.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A service reaches a named point of its code.
    case failpoint
    /// A host's store commits.
    case commit
    /// A host sends a message.
    case sending
    /// A message arrives at a host.
    case arrival
    /// A message is on its way from one host to another.
    case message
  }

  /// What happens.
  package let kind: Kind
  /// The host at which it happens; of a message the one that sends it.
  package let host: String
  /// The host that a message is for; empty at other points.
  package let peer: String
  /// The name of the failpoint or the method of the message; empty at other points.
  package let name: String
  /// Whether a message is an answer.
  package let isReply: Bool
  /// The how manieth of its kind, from one on.
  package let nth: Int

  private init(
    _ kind: Kind, _ host: String, _ nth: Int, peer: String = "", name: String = "",
    isReply: Bool = false
  ) {
    self.kind = kind
    self.host = host
    self.peer = peer
    self.name = name
    self.isReply = isReply
    self.nth = nth
  }

  /// The how manieth time a host reaches a failpoint.
  package static func failpoint(_ name: String, on host: String, nth: Int) -> RunPoint {
    RunPoint(.failpoint, host, nth, name: name)
  }

  /// The how manieth commit, sending or arrival of a host.
  ///
  /// - Precondition: the kind is one of these three.
  package static func step(_ kind: Kind, of host: String, nth: Int) -> RunPoint {
    precondition(kind != .failpoint && kind != .message, "a \(kind) is known by its name")
    return RunPoint(kind, host, nth)
  }

  /// The how manieth message of a method from one host to another, requests and answers apart.
  package static func message(
    _ method: String, isReply: Bool, from host: String, to peer: String, nth: Int
  ) -> RunPoint {
    RunPoint(.message, host, nth, peer: peer, name: method, isReply: isReply)
  }
}

extension RunPoint: CustomStringConvertible {
  /// The point in words: `commit #2`, `reserve request #1 from orders-1 to inventory-1`.
  package var description: String {
    switch kind {
    case .failpoint: "failpoint \(name) #\(nth)"
    case .commit, .sending, .arrival: "\(kind.rawValue) #\(nth)"
    case .message: "\(name) \(isReply ? "reply" : "request") #\(nth) from \(host) to \(peer)"
    }
  }
}
