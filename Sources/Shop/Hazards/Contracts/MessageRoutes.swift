import Messaging
import Resilience
package import ServiceRuntime

/// The queues between desks and warehouses.
package enum MessageRoutes {
  /// The name that the broker answers to.
  package static let broker: ServiceName = "broker"

  static let purchaseQueue = "warehouse-purchases"
  static let answerQueue = "desk-answers"
  private static let exchange = QueueBrokerAPI.DeclareExchange("shop", .topic)

  /// Declares both queues, whoever comes first: a message without a queue would be dropped.
  static func declare(_ context: ServiceContext) async throws {
    try await persistently(context, exchange)
    let routes = [
      (purchaseQueue, PurchaseEvents.placed.name), (answerQueue, PurchaseEvents.answered.name),
    ]
    for (queue, topic) in routes {
      try await persistently(context, QueueBrokerAPI.DeclareQueue(queue))
      try await persistently(
        context, QueueBrokerAPI.Bind(queue, to: exchange.name, pattern: topic))
    }
  }

  static func publisher(_ context: ServiceContext) -> QueuePublisher {
    QueuePublisher(context, broker: broker, exchange: exchange, options: PublisherOptions())
  }

  static func consumer(
    _ context: ServiceContext, of queue: String, acknowledging: Acknowledgement
  ) -> QueueConsumer {
    var options = QueueConsumer.Options(
      queue: QueueBrokerAPI.DeclareQueue(queue), exchange: exchange)
    options.acknowledgement = acknowledging
    return QueueConsumer(context, broker: broker, options: options)
  }

  /// Asks the broker until it answers; all of this bears repetition.
  private static func persistently<R: Request>(
    _ context: ServiceContext, _ request: R
  ) async throws {
    let backoff = Backoff(.doubling, base: .milliseconds(100), cap: .seconds(2))
    var attempt = 1
    while true {
      do {
        _ = try await context.call(
          request, to: broker, deadline: context.clock.deadline(after: .seconds(1)))
        return
      } catch {
        guard error.code.isRetriable else { throw error }
        try await context.clock.sleep(for: backoff.pause(before: attempt))
        attempt += 1
      }
    }
  }
}
