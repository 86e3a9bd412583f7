public import Primitives

/// A named stream of events of one type that others may subscribe to.
///
/// Several topics may share a name and differ in their event type: a stream then carries events of
/// several types, and each subscriber sees only the ones it asked for.
public struct Topic<Event: Codable & Sendable & Fingerprinted>: Sendable {
  /// The name of the stream, such as `order-events`.
  public let name: String
  /// The name of the event's type on the wire, such as `order-created`.
  public let eventType: String

  /// The topic of a name that carries events of a type.
  ///
  /// - Precondition: neither name is empty.
  public init(_ name: String, carrying eventType: String) {
    precondition(!name.isEmpty, "a topic of \(Event.self) must have a name")
    precondition(!eventType.isEmpty, "the events of topic \(name) must have a type's name")
    self.name = name
    self.eventType = eventType
  }

  /// An event in its envelope.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - id: the event's identity; give a repetition the same one.
  ///   - key: what the event is about; events of one key keep their order.
  ///   - trace: the trace that the event belongs to.
  /// - Precondition: the event can be encoded, which fails only for numbers that are not finite.
  public func message(
    _ event: Event, id: Identifier<Message>, key: String? = nil, trace: TraceContext? = nil
  ) -> Message {
    do {
      var message = Message(
        id: id, type: eventType, key: key, payload: try JSONCoding.encode(event))
      message.trace = trace
      return message
    } catch {
      preconditionFailure("an event of \(Event.self) cannot be encoded: \(error)")
    }
  }

  /// The event in an envelope.
  ///
  /// - Throws: `UnreadableMessage` when the type is another one or the content cannot be read.
  public func event(of message: Message) throws(UnreadableMessage) -> Event {
    guard message.type == eventType else {
      throw UnreadableMessage(
        id: message.id, reason: "it holds \(message.type), expected \(eventType)")
    }
    do {
      return try JSONCoding.decode(Event.self, from: message.payload)
    } catch {
      throw UnreadableMessage(id: message.id, reason: "\(error)")
    }
  }
}

/// Says that a message does not hold what its reader expects; reading it again cannot help.
public struct UnreadableMessage: Error, Hashable, Sendable, CustomStringConvertible {
  /// The message.
  public let id: Identifier<Message>
  /// What is wrong with it, in a sentence for people.
  public let reason: String

  /// The reason why a message cannot be read.
  public init(id: Identifier<Message>, reason: String) {
    self.id = id
    self.reason = reason
  }

  /// Message and reason.
  public var description: String { "message \(id) cannot be read: \(reason)" }
}
