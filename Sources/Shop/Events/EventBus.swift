import Messaging
import Primitives
package import ServiceRuntime
package import Transactions

/// How a service of the shop hears of events and tells of them.
///
/// What an event changes, the note that it was dealt with and the events that follow are one
/// transaction, unless the rules say to be careless.
package final class EventBus {
  /// The point between a change and what follows from it, where they are not one.
  package static let beforePublish: FailpointName = "events-committed-before-publish"

  /// The points between an event and what follows from it.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    ("inbox-before-commit", "a reaction is complete, nothing of it is durable"),
    ("reaction-called-before-record", "a reaction has called somebody, nothing of it is durable"),
    ("inbox-committed-before-acknowledgement", "a reaction is durable, its event is not finished"),
    ("outbox-after-publish-before-removal", "an event is told, and is still owed"),
    (beforePublish, "a change is durable, what a careless service tells of it is not told"),
  ]

  /// The rules.
  package let rules: EventRules
  private let context: ServiceContext
  private let outbox: Outbox
  private let choreography: Choreography
  private let subscriber: any MessageSubscriber
  private let publisher: any MessagePublisher
  private let startConsumer: () -> Void
  private let forgetReactions: () -> Void
  private var published = 0

  /// The bus of a service.
  package init(_ context: ServiceContext, _ rules: EventRules) {
    self.context = context
    self.rules = rules
    outbox = Outbox(context)
    let acknowledgement: Acknowledgement =
      rules.care == .acknowledgesFirst ? .beforeWork : .afterWork
    switch rules.style {
    case .queue:
      var options = QueueConsumer.Options(
        queue: Self.queue(of: context.service), exchange: Self.exchange)
      options.acknowledgement = acknowledgement
      let consumer = QueueConsumer(context, broker: rules.broker, options: options)
      subscriber = consumer
      startConsumer = { consumer.start() }
      forgetReactions = { consumer.forgetSubscriptions() }
      publisher = QueuePublisher(
        context, broker: rules.broker, exchange: Self.exchange, options: PublisherOptions())
    case .log:
      var options = LogConsumer.Options(group: "\(context.service)")
      options.acknowledgement = acknowledgement
      options.attempts = .max
      let consumer = LogConsumer(context, broker: rules.broker, options: options)
      subscriber = consumer
      startConsumer = { consumer.start() }
      forgetReactions = { consumer.forgetSubscriptions() }
      publisher = LogPublisher(context, broker: rules.broker, options: PublisherOptions())
    }
    choreography = Choreography(context, subscriber: subscriber, outbox: outbox)
  }

  /// What the reactions of this service hear and tell, for those who look for dead ends.
  package var outlines: [ReactionOutline] { choreography.reactions }

  /// Hears and tells from now on, until the process ends.
  package func start() {
    context.tasks.spawn("events") {
      guard (try? await self.prepare()) != nil else { return self.forgetReactions() }
      OutboxRelay(self.context, self.outbox, to: self.publisher).run()
      self.startConsumer()
    }
  }

  /// Makes the broker know all streams and who must hear of them, before anything is told.
  ///
  /// Everybody does it: an event that is told before its hearer has ever started would otherwise
  /// be lost.
  private func prepare() async throws {
    switch rules.style {
    case .queue:
      try await persist(Self.exchange)
      for (event, service) in ShopEvent.routes {
        let queue = Self.queue(of: service)
        try await persist(queue)
        try await persist(
          QueueBrokerAPI.Bind(queue.name, to: Self.exchange.name, pattern: event.rawValue))
      }
    case .log:
      for topic in ShopEvent.logTopics {
        try await persist(LogBrokerAPI.CreateTopic(topic, partitions: 3))
      }
    }
  }

  private static let exchange = QueueBrokerAPI.DeclareExchange(
    "shop", .topic, unroutableQueue: "unroutable")

  private static func queue(of service: ServiceName) -> QueueBrokerAPI.DeclareQueue {
    .init("\(service)-events")
  }

  /// Asks the broker for something until it is done, or has been.
  private func persist(_ request: some Request) async throws {
    while try await !ask(request) { try await context.clock.sleep(for: .milliseconds(200)) }
  }

  private func ask(_ request: some Request) async throws -> Bool {
    let deadline = context.clock.deadline(after: .seconds(1))
    do throws(RPCError) {
      _ = try await context.call(request, to: rules.broker, deadline: deadline)
      return true
    } catch {
      if error.code == .cancelled { throw error }
      return error.code == .alreadyExists
    }
  }

  // MARK: Telling

  /// Owes others an event, as part of a transaction.
  package func add(
    _ event: ShopEvent, _ what: OrderEvent, in transaction: any StoreTransaction
  ) async throws {
    guard rules.care != .noOutbox else { return }
    try await outbox.add(
      what, on: event.topic(rules.style), id: Identifier("\(event.rawValue)/\(what.order)"),
      key: what.order.text, in: transaction)
  }

  /// Tells of what was added, after the commit.
  package func flush(_ event: ShopEvent, _ what: OrderEvent) {
    guard rules.care == .noOutbox else { return outbox.flush() }
    context.tasks.spawn("publish \(event.rawValue)") {
      try? await self.publish([(event, what)])
    }
  }

  /// Publishes without a record that it has to be done.
  private func publish(_ events: [(event: ShopEvent, what: OrderEvent)]) async throws {
    guard !events.isEmpty else { return }
    try await context.failpoint(Self.beforePublish)
    for (event, what) in events {
      published += 1
      let id = "\(context.host)#\(context.incarnation)/\(published)"
      try await publisher.publish(
        what, on: event.topic(rules.style), id: Identifier(id), key: what.order.text)
    }
  }

  // MARK: Hearing

  /// Reacts to an event with a change of the service's own data.
  package func react(
    to event: ShopEvent, as name: String, emits: [ShopEvent],
    _ body: @escaping (OrderEvent, EventScope) async throws -> Void
  ) {
    react(to: event, as: name, emits: emits, calling: { _ in nil }) { what, _, scope in
      try await body(what, scope)
    }
  }

  /// Reacts to an event with something that recognises its own repetition, and then records it.
  ///
  /// - Parameter calling: does it, and gives the reason where it cannot be done for good.
  package func react(
    to event: ShopEvent, as name: String, emits: [ShopEvent],
    calling: @escaping (OrderEvent) async throws -> String?,
    _ body: @escaping (OrderEvent, String?, EventScope) async throws -> Void
  ) {
    let topic = event.topic(rules.style)
    let style = rules.style
    switch rules.care {
    case .all, .acknowledgesFirst:
      choreography.react(
        to: topic, as: name, emits: emits.map(\.rawValue),
        calling: { what, _ in
          try await calling(what)
        },
        { what, refusal, scope in
          try await body(what, refusal, EventScope(scope, style))
        })
    case .noInbox, .noOutbox:
      let inbox = Inbox(context, consumer: name)
      subscriber.subscribe(to: topic) { what, delivery in
        let refusal = try await calling(what)
        let scope = try await self.apply(
          delivery, self.rules.care == .noInbox ? nil : inbox
        ) { try await body(what, refusal, $0) }
        try await self.publish(scope?.following ?? [])
      }
    }
  }

  /// Runs a reaction in a transaction, with a note of the message where there is an inbox.
  private func apply(
    _ delivery: Delivery, _ inbox: Inbox?, _ body: (EventScope) async throws -> Void
  ) async throws -> EventScope? {
    try await context.store.settlingTransaction { transaction in
      if let inbox, try await !inbox.admit(delivery.message.id, in: transaction) { return nil }
      let scope = EventScope(transaction, self.rules.style)
      try await body(scope)
      return scope
    }
  }
}
