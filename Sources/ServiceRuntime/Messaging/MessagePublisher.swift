public import Primitives

/// Hands messages to a broker, whatever its style.
///
/// What a service and an outbox write against; which broker stands behind it is decided where the
/// service is put together.
public protocol MessagePublisher: AnyObject {
  /// Publishes a message to the stream of a name and waits for the broker's confirmation.
  ///
  /// - Throws: an `RPCError`; after an indefinite one the message may have been published, and
  ///   publishing it again may deliver it twice.
  func publish(_ message: Message, to topic: String) async throws(RPCError)
}

extension MessagePublisher {
  /// Publishes an event and waits for the broker's confirmation.
  ///
  /// - Throws: as the publication of its message does.
  public func publish<Event>(
    _ event: Event, on topic: Topic<Event>, id: Identifier<Message>, key: String? = nil,
    trace: TraceContext? = nil
  ) async throws(RPCError) {
    try await publish(topic.message(event, id: id, key: key, trace: trace), to: topic.name)
  }
}
