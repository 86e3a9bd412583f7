/// Receives messages from a broker, whatever its style, and hands them to handlers.
public protocol MessageSubscriber: AnyObject {
  /// Names the code that handles the messages of one type on the stream of a name.
  ///
  /// The handler returns when its work is durable; when it throws, the message comes again, as
  /// the subscriber's own rules say. It may come again even when the handler returned: what it
  /// does must bear repetition.
  ///
  /// - Precondition: the subscriber has not begun to receive, and the type has no handler yet.
  func subscribe(
    to topic: String, type: String, _ handler: @escaping (Delivery) async throws -> Void)
}

extension MessageSubscriber {
  /// Names the code that handles the events of a topic.
  ///
  /// - Precondition: the subscriber has not begun to receive, and the topic has no handler yet.
  public func subscribe<Event>(
    to topic: Topic<Event>, _ handler: @escaping (Event, Delivery) async throws -> Void
  ) {
    subscribe(to: topic.name, type: topic.eventType) { delivery in
      try await handler(try topic.event(of: delivery.message), delivery)
    }
  }
}

/// A message as it reaches a handler.
public struct Delivery: Hashable, Sendable {
  /// The message.
  public let message: Message
  /// Which attempt at handling it this is, as far as the broker and its client know; one at first.
  public let attempt: Int
  /// Whether it may have been delivered before; false does not promise that it was not.
  public let isRedelivered: Bool
  /// Where the message comes from, for people: a queue, or a partition and offset.
  public let origin: String

  /// A delivery of the given parts; made by subscribers.
  public init(message: Message, attempt: Int, isRedelivered: Bool, origin: String) {
    self.message = message
    self.attempt = attempt
    self.isRedelivered = isRedelivered
    self.origin = origin
  }
}
