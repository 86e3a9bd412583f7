import Harness
import Messaging
import Primitives
import ServiceRuntime

/// What a client can ask of a broker, by hand.
enum BrokerCommands {
  /// The command that publishes a message.
  static let publish = "publish-message"

  /// Carries out a command, or answers nothing where it is not about brokers.
  static func perform(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String? {
    request.name == publish ? try await publish(request, context) : nil
  }

  /// The identity of the message that an operation publishes.
  static func identity(_ values: ScenarioValues, client: String, occurrence: Int) -> String {
    values.text("id") ?? "\(client)-\(occurrence + 1)"
  }

  private static func publish(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let values = request.arguments
    let broker = ServiceName(values.text("broker") ?? "broker")
    let topic = values.text("topic") ?? "mail"
    let id = identity(values, client: request.client, occurrence: request.occurrence)
    let message = Message(
      id: Identifier(id), type: Mailbox.messageType, payload: values.text("text") ?? id)
    switch BrokerStyle(rawValue: values.text("style") ?? "") ?? .queue {
    case .queue:
      _ = try await context.call(
        QueueBrokerAPI.Publish(message, to: "", routingKey: topic, isMandatory: true),
        to: broker, deadline: request.deadline)
    case .log:
      _ = try await context.call(
        LogBrokerAPI.CreateTopic(topic, partitions: 1), to: broker, deadline: request.deadline)
      _ = try await context.call(
        LogBrokerAPI.Append(message, to: topic, partition: 0), to: broker,
        deadline: request.deadline)
    }
    return "confirmed \(id)"
  }
}
