import Primitives
public import ServiceRuntime

/// Reactions to events: an event in, an action, and an event out, each of them once.
///
/// In a choreographed saga nobody is in charge: each service reacts to what it hears. Three things
/// make that safe. The effect, the note that the event was dealt with and the events that follow
/// are one transaction. The events that follow have identities made from the one that caused them.
/// And what a reaction may publish is declared, so that an event nobody reacts to can be found
/// before it leaves an order hanging.
public final class Choreography {
  /// What the reactions of this service listen to and publish.
  public private(set) var reactions: [ReactionOutline] = []
  private let context: ServiceContext
  private let subscriber: any MessageSubscriber
  private let outbox: Outbox

  /// The reactions of a service.
  public init(
    _ context: ServiceContext, subscriber: any MessageSubscriber, outbox: Outbox
  ) {
    self.context = context
    self.subscriber = subscriber
    self.outbox = outbox
  }

  /// Reacts to the events of a topic with changes of the service's own data.
  ///
  /// - Parameters:
  ///   - name: the reaction's name; it must not change, or events are dealt with again.
  ///   - emits: the types of all events that the body may publish.
  ///   - body: changes data and publishes, through the scope only. When it throws, nothing has
  ///     happened and the event comes again: do that for an event that is ahead of its time.
  public func react<Event>(
    to topic: Topic<Event>, as name: String, emits: [String],
    _ body: @escaping (Event, ReactionScope) async throws -> Void
  ) {
    react(to: topic, as: name, emits: emits, calling: { _, _ in Done() }) { event, _, scope in
      try await body(event, scope)
    }
  }

  /// Reacts to the events of a topic with a call to somebody outside, such as a card processor.
  ///
  /// The call comes first, under a key made from the event, so that its owner recognises a
  /// repetition; what it answered is then recorded and told in one transaction. A refusal is an
  /// answer: catch it in `calling` and return it as a value.
  ///
  /// - Parameter calling: makes the call; must pass the key on, because it may be repeated.
  public func react<Event, Answer>(
    to topic: Topic<Event>, as name: String, emits: [String],
    calling: @escaping (Event, IdempotencyKey) async throws -> Answer,
    _ body: @escaping (Event, Answer, ReactionScope) async throws -> Void
  ) {
    reactions.append(ReactionOutline(name: name, hears: topic.eventType, emits: emits))
    let inbox = Inbox(context, consumer: name)
    subscriber.subscribe(to: topic) { event, delivery in
      let cause = delivery.message
      guard try await !inbox.knows(cause.id) else { return }
      let answer = try await calling(event, IdempotencyKey(name, of: cause.id.text))
      try await self.context.failpoint("reaction-called-before-record")
      try await inbox.handle(cause.id) { transaction in
        let scope = ReactionScope(
          transaction: transaction, cause: cause, name: name, emits: emits, outbox: self.outbox)
        try await body(event, answer, scope)
      }
      self.outbox.flush()
    }
  }
}

/// What a reaction may use.
public final class ReactionScope {
  /// The transaction of the reaction's effect.
  public let transaction: any StoreTransaction
  /// The message that is reacted to.
  public let cause: Message
  private let name: String
  private let emits: [String]
  private let outbox: Outbox
  private var published = 0

  init(
    transaction: any StoreTransaction, cause: Message, name: String, emits: [String],
    outbox: Outbox
  ) {
    self.transaction = transaction
    self.cause = cause
    self.name = name
    self.emits = emits
    self.outbox = outbox
  }

  /// Publishes an event once the transaction is committed.
  ///
  /// It keeps the key of the message that caused it unless another is given, and its trace.
  ///
  /// - Precondition: the reaction was declared to publish events of this type.
  public func publish<Event>(
    _ event: Event, on topic: Topic<Event>, key: String? = nil
  ) async throws(StoreError) {
    precondition(
      emits.contains(topic.eventType),
      "reaction \(name) publishes \(topic.eventType), declared are \(emits)")
    published += 1
    let id = Identifier<Message>("\(cause.id)/\(name)/\(published)")
    var message = topic.message(event, id: id, key: key ?? cause.key)
    message.trace = cause.trace
    try await outbox.add(message, to: topic.name, in: transaction)
  }
}
