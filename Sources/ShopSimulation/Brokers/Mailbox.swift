import Messaging
import Primitives
import ServiceRuntime

/// A consumer that writes down what it receives, to see what a broker promises and what it does not.
final class Mailbox: Service {
  /// What was received, by the identity of the message.
  static let mailTable = Table<Mail>("mail")
  /// The type of the messages.
  static let messageType = "mail"

  /// A message that arrived.
  struct Mail: Codable, Hashable, Sendable, Fingerprinted {
    /// Its content.
    var text: String
    /// How often it was written down.
    var count: Int
  }

  /// Where a mailbox receives, and how carefully.
  struct Configuration: Hashable, Sendable {
    /// The broker's name in the scenario.
    var broker: ServiceName = "broker"
    /// The broker's style.
    var style = BrokerStyle.queue
    /// The queue or topic.
    var topic = "mail"
    /// When messages are acknowledged.
    var acknowledgement = Acknowledgement.afterWork
    /// Whether a message that was written down before is recognised.
    var recognisesRepetition = true
    /// How long the broker waits for an acknowledgement, or for a sign of life.
    var redeliverAfter = Duration.seconds(2)
  }

  /// The named points in this service and what has happened when they are reached.
  static let failpoints: [(name: FailpointName, meaning: String)] = [
    (beforeStore, "a message has arrived, nothing is durable"),
    (afterStore, "the message is written down, the broker does not know"),
  ]

  private static let beforeStore: FailpointName = "mail-received-before-store"
  private static let afterStore: FailpointName = "mail-stored-before-acknowledgement"

  private let context: ServiceContext
  private let configuration: Configuration
  private var stopReceiving: () async -> Void = {}

  init(_ context: ServiceContext, _ configuration: Configuration) {
    self.context = context
    self.configuration = configuration
  }

  func start() async throws {
    switch configuration.style {
    case .queue:
      var options = QueueOptions()
      options.acknowledgementTimeout = configuration.redeliverAfter
      options.consumerTimeout = configuration.redeliverAfter
      var consumption = QueueConsumer.Options(
        queue: .init(configuration.topic, options),
        exchange: .init("\(configuration.topic)-exchange", .direct))
      consumption.acknowledgement = configuration.acknowledgement
      consumption.wait = configuration.redeliverAfter / 4
      let consumer = QueueConsumer(
        context, broker: configuration.broker, options: consumption)
      receive(from: consumer)
      consumer.start()
      stopReceiving = { await consumer.drain() }
    case .log:
      var consumption = LogConsumer.Options(group: "\(context.service)")
      consumption.acknowledgement = configuration.acknowledgement
      consumption.wait = configuration.redeliverAfter / 4
      consumption.sessionTimeout = configuration.redeliverAfter
      let consumer = LogConsumer(context, broker: configuration.broker, options: consumption)
      receive(from: consumer)
      consumer.start()
      stopReceiving = { await consumer.drain() }
    }
  }

  func drain() async { await stopReceiving() }

  private func receive(from subscriber: any MessageSubscriber) {
    subscriber.subscribe(to: configuration.topic, type: Self.messageType) { delivery in
      try await self.take(delivery.message)
    }
  }

  private func take(_ message: Message) async throws {
    try await context.failpoint(Self.beforeStore)
    try await context.store.retryingTransaction { transaction in
      let known = try await transaction.get(Self.mailTable, message.id.text)
      if known != nil, self.configuration.recognisesRepetition { return }
      try await transaction.put(
        Self.mailTable, message.id.text,
        Mail(text: message.payload, count: (known?.count ?? 0) + 1))
    }
    try await context.failpoint(Self.afterStore)
  }
}

/// The two styles of brokers that a scenario can run.
enum BrokerStyle: String, CaseIterable, Hashable, Sendable {
  /// Queues that hold a message until it is acknowledged.
  case queue
  /// Partitioned logs that readers move along.
  case log
}
