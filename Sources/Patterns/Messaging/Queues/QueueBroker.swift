import Primitives
public import ServiceRuntime

/// A message broker in the style of RabbitMQ, as an ordinary service.
///
/// Exchanges route publications to queues; consumers receive, acknowledge or reject. What it
/// promises: a confirmed persistent message in a durable queue is delivered at least once, also
/// when the broker or a consumer crashes at any point; messages of one queue are handed out in
/// order of publication, those that come back excepted. A message may be delivered again whenever
/// its acknowledgement was not confirmed, and twice when its publication was repeated. Everything
/// else (transient queues and messages, who holds what) is memory and gone after a crash.
public final class QueueBroker: Service {
  let context: ServiceContext
  var exchanges = ExchangeTable()
  var queues: OrderedDictionary<String, HostedQueue> = [:]
  var epoch: Int64 = 0
  private let alarm: Alarm

  /// Where a run may interfere: each lies between a durable step and what depends on it.
  public enum Failpoints {
    /// A publication is accepted, nothing is stored.
    public static let beforeStore: FailpointName = "queue-accepted-before-store"
    /// A publication is stored, the publisher does not know.
    public static let beforeConfirm: FailpointName = "queue-stored-before-confirm"
    /// Messages are chosen for a consumer, it does not have them.
    public static let beforeDelivery: FailpointName = "queue-chosen-before-delivery"
    /// An acknowledgement has arrived, the messages are still stored.
    public static let beforeRemoval: FailpointName = "queue-acknowledged-before-removal"
    /// The messages are gone, the consumer does not know.
    public static let beforeReply: FailpointName = "queue-removed-before-reply"
    /// A message has been given up and is still in its old queue only.
    public static let beforeBurial: FailpointName = "queue-given-up-before-dead-letter"
    /// A message has moved to the dead-letter queue, nobody has been told.
    public static let afterBurial: FailpointName = "queue-dead-letter-before-notice"

    /// All of them.
    public static let all = [
      beforeStore, beforeConfirm, beforeDelivery, beforeRemoval, beforeReply, beforeBurial,
      afterBurial,
    ]
  }

  /// A broker of the given surroundings.
  public init(_ context: ServiceContext) {
    self.context = context
    alarm = Alarm(context, "queue deadlines")
  }

  /// Reads back what is durable and begins to answer.
  public func start() async throws {
    epoch = try await context.beginEpoch()
    try await context.store.retryingTransaction { try await self.recover($0) }
    registerHandlers()
    for queue in queues.values { watch(queue) }
  }

  private func recover(_ transaction: any StoreTransaction) async throws {
    exchanges = ExchangeTable()
    queues = [:]
    exchanges[""] = ExchangeTable.Exchange(kind: .direct)
    for (name, options) in try await transaction.list(QueueTables.queues) {
      open(name, options)
    }
    for (name, exchange) in try await transaction.list(QueueTables.exchanges) {
      exchanges[name] = exchange
    }
    for (_, binding) in try await transaction.list(QueueTables.bindings) {
      exchanges.bind(binding)
    }
    for (key, record) in try await transaction.list(QueueTables.messages) {
      guard let place = QueueTables.place(key), let queue = queues[place.queue] else { continue }
      queue.machine.recover(record.recovered(at: place.position))
    }
  }

  private func registerHandlers() {
    context.handle(QueueBrokerAPI.DeclareExchange.self) { try await self.declare($0, $1) }
    context.handle(QueueBrokerAPI.DeclareQueue.self) { try await self.declare($0, $1) }
    context.handle(QueueBrokerAPI.Bind.self) { try await self.bind($0, $1) }
    context.handle(QueueBrokerAPI.Publish.self) { try await self.publish($0, $1) }
    context.handle(QueueBrokerAPI.Receive.self) { try await self.receive($0, $1) }
    context.handle(QueueBrokerAPI.Acknowledge.self) { try await self.acknowledge($0, $1) }
    context.handle(QueueBrokerAPI.Reject.self) { try await self.reject($0, $1) }
    context.handle(QueueBrokerAPI.Attend.self) { try await self.attend($0, $1) }
    context.handle(QueueBrokerAPI.Inspect.self) { request, _ in
      let machine = try self.queue(request.queue).machine
      return QueueBrokerAPI.Inspect.Reply(ready: machine.ready.count, held: machine.heldCount)
    }
  }

  @discardableResult
  func open(_ name: String, _ options: QueueOptions) -> HostedQueue {
    let queue = HostedQueue(name, options, epoch: epoch, context: context)
    queues[name] = queue
    return queue
  }

  func queue(_ name: String) throws(RPCError) -> HostedQueue {
    guard let queue = queues[name] else {
      throw RPCError(.notFound, "there is no queue \(name)")
    }
    return queue
  }

  // MARK: Time

  /// Sees to it that the queue is looked after when time alone changes something.
  func watch(_ queue: HostedQueue) {
    let clock = context.clock
    guard
      let deadline = queue.machine.nextDeadline(now: clock.now, wallTime: clock.wallTime)
    else { return }
    alarm.set(at: deadline) { await self.ring() }
  }

  private func ring() async {
    for queue in queues.values {
      let returns = queue.machine.expireHoldings(now: context.clock.now)
      let expired = queue.machine.expireReady(
        now: context.clock.now, wallTime: context.clock.wallTime)
      await follow(returns, from: queue)
      await bury(expired.map { ($0, .expired) }, from: queue)
      queue.room.wake()
    }
    for queue in queues.values { watch(queue) }
  }
}
