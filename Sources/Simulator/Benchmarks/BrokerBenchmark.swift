import Engine
import Messaging
import Primitives
import ServiceRuntime
import World

/// Messages through a broker: publishers that wait for each confirmation, one consumer.
///
/// Ten publishers, two thousand messages each; the run ends when the consumer has had all of them.
/// Publishing, storing, handing on and acknowledging are requests over the network like any other.
package struct BrokerBenchmark {
  /// The kind of broker.
  package enum Style: String, Sendable {
    /// Queues that hold a message until it is acknowledged.
    case queue
    /// Partitioned logs that readers move along.
    case log
  }

  /// The kind of broker.
  package let style: Style
  /// How many publishers there are.
  package let publishers: Int
  /// How many messages each publishes.
  package let messages: Int

  /// The usual numbers, or others.
  package init(_ style: Style, publishers: Int = 10, messages: Int = 2_000) {
    self.style = style
    self.publishers = publishers
    self.messages = messages
  }

  /// The workload.
  package func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    let done = Countdown(publishers * messages) { simulation.stopRequested = true }
    let style = style
    cluster.addHost("broker-1", running: "broker") { context -> any Service in
      switch style {
      case .queue: QueueBroker(context)
      case .log: LogBroker(context)
      }
    }
    cluster.addHost("reader-1", running: "reader") { Reader($0, style, done) }
    cluster.addHost("writer-1", running: "writer") { [publishers, messages] context in
      Writer(context, style, publishers: publishers, messages: messages)
    }
    for host in cluster.hosts { cluster.start(host) }
    let wall = stopwatch { simulation.run() }
    let result = BenchmarkResult(
      workload: "broker", variant: style.rawValue, count: publishers * messages,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    cluster.shutDown()
    return result
  }
}

/// Where the messages go, and of which type they are.
private enum Mail {
  static let topic = "mail"
  static let type = "letter"
  static let exchange = "mail-exchange"
}

/// Counts what it receives.
private final class Reader: Service {
  private let context: ServiceContext
  private let style: BrokerBenchmark.Style
  private let done: Countdown

  init(_ context: ServiceContext, _ style: BrokerBenchmark.Style, _ done: Countdown) {
    self.context = context
    self.style = style
    self.done = done
  }

  func start() async throws {
    switch style {
    case .queue:
      let consumer = QueueConsumer(
        context, broker: "broker",
        options: QueueConsumer.Options(
          queue: .init(Mail.topic, QueueOptions()), exchange: .init(Mail.exchange, .direct)))
      receive(from: consumer)
      consumer.start()
    case .log:
      let consumer = LogConsumer(
        context, broker: "broker", options: LogConsumer.Options(group: "readers"))
      receive(from: consumer)
      consumer.start()
    }
  }

  private func receive(from subscriber: any MessageSubscriber) {
    subscriber.subscribe(to: Mail.topic, type: Mail.type) { _ in self.done.count() }
  }
}

/// Publishes from several tasks, each as fast as it is confirmed.
private final class Writer: Service {
  private let context: ServiceContext
  private let style: BrokerBenchmark.Style
  private let publishers: Int
  private let messages: Int

  init(
    _ context: ServiceContext, _ style: BrokerBenchmark.Style, publishers: Int, messages: Int
  ) {
    self.context = context
    self.style = style
    self.publishers = publishers
    self.messages = messages
  }

  func start() async throws {
    for publisher in 0..<publishers {
      context.tasks.spawn("publisher") { await self.publish(publisher) }
    }
  }

  private func publish(_ publisher: Int) async {
    // The reader makes the queue.
    guard (try? await context.clock.sleep(for: .seconds(1))) != nil else { return }
    for number in 0..<messages {
      let message = Message(
        id: Identifier("\(publisher)-\(number)"), type: Mail.type, payload: "\(number)")
      guard (try? await send(message)) != nil else { return }
    }
  }

  private func send(_ message: Message) async throws(RPCError) {
    let deadline = context.clock.deadline(after: .seconds(10))
    switch style {
    case .queue:
      _ = try await context.call(
        QueueBrokerAPI.Publish(message, to: "", routingKey: Mail.topic, isMandatory: true),
        to: "broker", deadline: deadline)
    case .log:
      _ = try await context.call(
        LogBrokerAPI.CreateTopic(Mail.topic, partitions: 1), to: "broker", deadline: deadline)
      _ = try await context.call(
        LogBrokerAPI.Append(message, to: Mail.topic, partition: 0), to: "broker",
        deadline: deadline)
    }
  }
}
