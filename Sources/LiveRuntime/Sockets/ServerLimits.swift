import Primitives

/// What a server grants those who connect to it.
package struct ServerLimits: Hashable, Sendable {
  /// How much of a message is taken.
  package var messages: HTTPLimits
  /// The most connections at once; one more is told to come back.
  package var connections: Int
  /// How long a connection may rest between two requests.
  package var rest: Duration
  /// How long a request may take to arrive, from its first byte.
  package var arrival: Duration
  /// How long the other side may take to accept a piece of a response.
  package var acceptance: Duration

  /// Limits; the usual ones where nothing is said.
  package init(
    messages: HTTPLimits = HTTPLimits(), connections: Int = 4_096,
    rest: Duration = .seconds(60), arrival: Duration = .seconds(15),
    acceptance: Duration = .seconds(15)
  ) {
    self.messages = messages
    self.connections = connections
    self.rest = rest
    self.arrival = arrival
    self.acceptance = acceptance
  }
}
