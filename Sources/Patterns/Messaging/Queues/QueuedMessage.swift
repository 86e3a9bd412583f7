package import Primitives
package import ServiceRuntime

/// A message in a queue.
package struct QueuedMessage: Hashable, Sendable {
  /// Its place in the queue's order; a message that comes back takes its old place.
  package let position: Int64
  /// The message itself.
  package let message: Message
  /// When it entered the queue, by the broker's wall clock.
  package let enqueuedAt: WallTime
  /// Whether it survives a crash of the broker.
  package let isPersistent: Bool
  /// How many deliveries ended without an acknowledgement.
  package var deliveriesInVain = 0
  /// Whether it may have reached a consumer before.
  package var mayHaveBeenDelivered = false
  /// When it may be delivered again.
  package var restsUntil: Instant?

  /// A message that nobody has received yet.
  package init(
    position: Int64, message: Message, enqueuedAt: WallTime, isPersistent: Bool
  ) {
    self.position = position
    self.message = message
    self.enqueuedAt = enqueuedAt
    self.isPersistent = isPersistent
  }

  /// Whether it may not be delivered yet.
  func isResting(at now: Instant) -> Bool {
    restsUntil.map { $0 > now } ?? false
  }
}

/// A message as the broker's store keeps it.
struct QueueRecord: Codable, Sendable, Fingerprinted {
  var message: Message
  var enqueuedAt: WallTime
  var deliveriesInVain: Int

  init(_ entry: QueuedMessage) {
    message = entry.message
    enqueuedAt = entry.enqueuedAt
    deliveriesInVain = entry.deliveriesInVain
  }

  /// The message after a restart: nobody remembers whether it had been delivered.
  func recovered(at position: Int64) -> QueuedMessage {
    var entry = QueuedMessage(
      position: position, message: message, enqueuedAt: enqueuedAt, isPersistent: true)
    entry.deliveriesInVain = deliveriesInVain
    entry.mayHaveBeenDelivered = true
    return entry
  }
}
