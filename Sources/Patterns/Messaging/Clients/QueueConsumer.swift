import Primitives
public import ServiceRuntime

/// Receives the messages of one queue and hands them to handlers, one at a time and in order.
///
/// Declares its queue and binds it to the topics it has handlers for, again after a broker
/// restart. A message whose handler throws is given back and comes again after a growing pause; one
/// that cannot be read goes to the dead-letter queue. A message of a type without a handler is
/// counted and acknowledged.
public final class QueueConsumer: MessageSubscriber {
  private let context: ServiceContext
  private let broker: ServiceName
  private let options: Options
  private let name: String
  private var subscriptions = Subscriptions()
  private var loop: (any SpawnedTask)?
  private var isStopping = false
  private var isHandling = false

  /// Where and how a consumer receives.
  public struct Options: Hashable, Sendable {
    /// The queue; consumers of one name share its messages.
    public var queue: QueueBrokerAPI.DeclareQueue
    /// The exchange that the queue is bound to.
    public var exchange: QueueBrokerAPI.DeclareExchange
    /// How many messages the consumer may hold at once.
    public var prefetch = 1
    /// When messages are acknowledged.
    public var acknowledgement = Acknowledgement.afterWork
    /// How long the broker is asked to wait for a message.
    public var wait = Duration.seconds(4)
    /// The pause before a message comes again, doubled with each failure.
    public var firstPause = Duration.milliseconds(100)
    /// The longest pause before a message comes again.
    public var longestPause = Duration.seconds(10)
    /// How requests to the broker are repeated.
    public var requests = PublisherOptions()

    /// Receives from a queue that is bound to an exchange, one message at a time.
    public init(
      queue: QueueBrokerAPI.DeclareQueue, exchange: QueueBrokerAPI.DeclareExchange
    ) {
      self.queue = queue
      self.exchange = exchange
    }
  }

  /// A consumer that does not receive yet.
  public init(_ context: ServiceContext, broker: ServiceName, options: Options) {
    self.context = context
    self.broker = broker
    self.options = options
    name =
      "\(context.service)@\(context.host)#\(context.incarnation)/"
      + context.random.identifierText()
  }

  /// Names the code that handles the messages of one type.
  public func subscribe(
    to topic: String, type: String, _ handler: @escaping (Delivery) async throws -> Void
  ) {
    precondition(loop == nil, "\(topic) is subscribed to after the consumer has started")
    subscriptions.add(topic, type, handler)
  }

  /// Begins to receive.
  public func start() {
    guard loop == nil else { return }
    // Handlers mostly hold what holds the consumer: they live no longer than the loop.
    let subscriptions = subscriptions
    forgetSubscriptions()
    loop = context.tasks.spawn("consumer of \(options.queue.name)") {
      await self.run(subscriptions)
    }
  }

  /// Forgets all handlers, where a service ends before it has begun to receive.
  public func forgetSubscriptions() {
    subscriptions = Subscriptions()
  }

  /// Finishes the message in hand and gives the others back.
  public func drain() async {
    isStopping = true
    if !isHandling { loop?.cancel() }
    try? await loop?.join()
    _ = try? await ask(
      QueueBrokerAPI.Attend(queue: options.queue.name, consumer: name, isLeaving: true))
  }

  // MARK: Receiving

  private func run(_ subscriptions: Subscriptions) async {
    var failures = 0
    var isBound = false
    while !isStopping {
      do {
        if !isBound { try await bind(to: subscriptions.topics) }
        isBound = true
        let deliveries = try await receive()
        failures = 0
        for delivery in deliveries {
          if isStopping { return }
          isHandling = true
          await take(delivery, subscriptions)
          isHandling = false
        }
      } catch {
        failures += 1
        if error.code == .notFound { isBound = false }
        context.log(.warning, "\(options.queue.name) could not be received from: \(error)")
        let pause = options.requests.pause(after: failures, context.random)
        guard (try? await context.clock.sleep(for: pause)) != nil else { return }
      }
    }
  }

  private func bind(to topics: [String]) async throws(RPCError) {
    _ = try await ask(options.exchange)
    _ = try await ask(options.queue)
    for topic in topics {
      _ = try await ask(
        QueueBrokerAPI.Bind(options.queue.name, to: options.exchange.name, pattern: topic))
    }
  }

  private func receive() async throws(RPCError) -> [QueueDelivery] {
    let request = QueueBrokerAPI.Receive(
      queue: options.queue.name, consumer: name, prefetch: options.prefetch, wait: options.wait)
    let deadline = context.clock.deadline(after: options.wait + options.requests.timeout)
    return try await context.call(request, to: broker, deadline: deadline).deliveries
  }

  private func ask<R: Request>(_ request: R) async throws(RPCError) -> R.Reply {
    try await context.call(
      request, to: broker, deadline: context.clock.deadline(after: options.requests.timeout))
  }

  // MARK: One message

  private func take(_ item: QueueDelivery, _ subscriptions: Subscriptions) async {
    guard let handler = subscriptions.handler(of: item.message.type) else {
      context.count("messaging.ignored")
      await acknowledge(item)
      return
    }
    switch options.acknowledgement {
    case .beforeWork:
      await acknowledge(item)
      do {
        try await handler(delivery(item))
      } catch {
        context.count("messaging.lost")
        context.log(.error, "\(item.message) was acknowledged and failed: \(error)")
      }
    case .afterWork:
      do {
        try await work(handler, item)
        await acknowledge(item)
      } catch {
        await reject(item, because: error)
      }
    }
  }

  private func work(_ handler: Subscriptions.Handler, _ item: QueueDelivery) async throws {
    let sign = QueueBrokerAPI.Attend(queue: options.queue.name, consumer: name)
    try await context.withSignsOfLife(every: options.queue.options.consumerTimeout / 3) {
      _ = try? await self.ask(sign)
    } _: {
      try await handler(delivery(item))
    }
  }

  private func delivery(_ item: QueueDelivery) -> Delivery {
    Delivery(
      message: item.message, attempt: item.attempt, isRedelivered: item.isRedelivered,
      origin: options.queue.name)
  }

  /// Acknowledges; where that fails for good the message comes again, as promised.
  private func acknowledge(_ item: QueueDelivery) async {
    let request = QueueBrokerAPI.Acknowledge(
      queue: options.queue.name, consumer: name, tags: [item.tag])
    do {
      _ = try await context.persistently(options.requests) { deadline throws(RPCError) in
        try await context.call(request, to: broker, deadline: deadline)
      }
    } catch {
      context.log(.warning, "\(item.message.id) could not be acknowledged: \(error)")
    }
  }

  private func reject(_ item: QueueDelivery, because error: any Error) async {
    context.log(.warning, "\(item.message) was not handled: \(error)")
    let delay = min(
      options.firstPause * (1 << min(item.attempt - 1, 20)), options.longestPause)
    let request = QueueBrokerAPI.Reject(
      queue: options.queue.name, consumer: name, tags: [item.tag],
      requeue: !(error is UnreadableMessage), delay: delay)
    _ = try? await ask(request)
  }
}
