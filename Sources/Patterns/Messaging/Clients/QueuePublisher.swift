import Primitives
public import ServiceRuntime

/// Publishes messages to an exchange of a queue broker.
///
/// A publication is repeated until it is confirmed, so a message whose confirmation was lost is
/// in the queues twice, under one identity.
public final class QueuePublisher: MessagePublisher {
  private let context: ServiceContext
  private let broker: ServiceName
  private let exchange: QueueBrokerAPI.DeclareExchange
  private let options: PublisherOptions
  private var isDeclared = false

  /// A publisher that declares its exchange before the first publication.
  public init(
    _ context: ServiceContext, broker: ServiceName, exchange: QueueBrokerAPI.DeclareExchange,
    options: PublisherOptions
  ) {
    self.context = context
    self.broker = broker
    self.exchange = exchange
    self.options = options
  }

  /// Publishes a message under the topic's name as routing key.
  public func publish(_ message: Message, to topic: String) async throws(RPCError) {
    if !isDeclared {
      _ = try await context.persistently(options) { deadline throws(RPCError) in
        try await context.call(exchange, to: broker, deadline: deadline)
      }
      isDeclared = true
    }
    let request = QueueBrokerAPI.Publish(message, to: exchange.name, routingKey: topic)
    _ = try await context.persistently(options) { deadline throws(RPCError) in
      try await context.call(
        request, to: broker, deadline: deadline, metadata: Metadata(trace: message.trace))
    }
  }
}
