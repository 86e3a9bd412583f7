import Primitives
import ServiceRuntime

/// Reads one topic for a consumer, from one generation of its group to the next.
final class LogReader {
  private let member: GroupMember
  private let topic: String
  private var loop: (any SpawnedTask)?
  private var membership: LogBrokerAPI.Membership?
  private var places: OrderedDictionary<Int, Int64> = [:]
  private var isStopping = false
  private var isHandling = false

  private var context: ServiceContext { member.context }
  private var options: LogConsumer.Options { member.options }

  /// Says that the present generation is over for this member.
  private struct Fenced: Error {}

  init(_ member: GroupMember, topic: String) {
    self.member = member
    self.topic = topic
  }

  func start(_ subscriptions: Subscriptions) {
    loop = context.tasks.spawn("reader of \(topic)") { await self.run(subscriptions) }
  }

  func stop() {
    isStopping = true
    if !isHandling { loop?.cancel() }
  }

  func leave() async {
    try? await loop?.join()
    guard let membership else { return }
    _ = try? await member.ask(LogBrokerAPI.Attend(topic: topic, membership, isLeaving: true))
  }

  private func run(_ subscriptions: Subscriptions) async {
    var failures = 0
    while !isStopping {
      do {
        try await join()
        while !isStopping {
          try await readOnce(subscriptions)
          failures = 0
        }
      } catch is Fenced {
        context.count("messaging.rebalanced")
      } catch {
        failures += 1
        context.log(.warning, "\(topic) could not be read: \(error)")
        let pause = options.requests.pause(after: failures, context.random)
        guard (try? await context.clock.sleep(for: pause)) != nil else { return }
      }
    }
  }

  // MARK: The group

  private func join() async throws {
    let reply = try await member.ask(
      LogBrokerAPI.Join(
        topic: topic, group: options.group, member: member.name,
        sessionTimeout: options.sessionTimeout))
    membership = LogBrokerAPI.Membership(
      group: options.group, member: member.name, generation: reply.generation)
    places = [:]
    for share in reply.assignments {
      let known = share.committed.flatMap { (share.first...share.end).contains($0) ? $0 : nil }
      places[share.partition] = known ?? beginning(share.first, share.end)
    }
  }

  private func beginning(_ first: Int64, _ end: Int64) -> Int64 {
    switch options.beginning {
    case .earliest: first
    case .latest: end
    }
  }

  /// Tells a refusal that ends the generation from all other failures.
  private func guarded<Reply>(_ body: () async throws(RPCError) -> Reply) async throws -> Reply {
    do {
      return try await body()
    } catch {
      if error.code == .aborted || error.code == .failedPrecondition { throw Fenced() }
      throw error
    }
  }

  // MARK: Reading

  private func readOnce(_ subscriptions: Subscriptions) async throws {
    let wait = min(options.wait, options.sessionTimeout / 3)
    let request = LogBrokerAPI.Fetch(
      topic: topic, places: places.map { PartitionOffset($0.key, $0.value) },
      limit: options.limit, wait: wait, membership: membership)
    let reply = try await guarded { () throws(RPCError) in
      try await member.ask(request, waiting: wait)
    }
    for batch in reply.batches {
      for record in batch.records {
        if isStopping { return }
        isHandling = true
        defer { isHandling = false }
        try await take(record, of: batch.partition, subscriptions)
        places[batch.partition] = record.offset + 1
      }
      places[batch.partition] = batch.next
    }
  }

  private func take(
    _ record: LogRecord, of partition: Int, _ subscriptions: Subscriptions
  ) async throws {
    guard let handler = subscriptions.handler(of: record.message.type, on: topic) else {
      context.count("messaging.ignored")
      return try await commit(partition, record.offset + 1)
    }
    switch options.acknowledgement {
    case .beforeWork:
      try await commit(partition, record.offset + 1)
      do {
        try await handler(delivery(record, of: partition, attempt: 1))
      } catch {
        context.count("messaging.lost")
        context.log(.error, "\(record.message) was committed and failed: \(error)")
      }
    case .afterWork:
      try await work(handler, record, of: partition)
      try await commit(partition, record.offset + 1)
    }
  }

  /// Tries a record until it is handled or buried; throws when neither can be done here and now.
  private func work(
    _ handler: Subscriptions.Handler, _ record: LogRecord, of partition: Int
  ) async throws {
    var attempt = 1
    while true {
      do {
        let delivery = delivery(record, of: partition, attempt: attempt)
        return try await attended { try await handler(delivery) }
      } catch {
        if error is Fenced { throw error }
        context.log(.warning, "\(record.message) was not handled: \(error)")
        if attempt >= options.attempts || error is UnreadableMessage,
          let target = options.deadLetterTopic
        {
          return try await bury(record, of: partition, because: error, in: target)
        }
        try await attended {
          try await context.clock.sleep(
            for: options.requests.pause(after: attempt, context.random))
        }
        if isStopping { throw Cancelled.task }
        attempt += 1
      }
    }
  }

  private func bury(
    _ record: LogRecord, of partition: Int, because error: any Error, in target: String
  ) async throws {
    var message = record.message
    message[header: "dead-letter-origin"] = "\(topic)/\(partition)@\(record.offset)"
    message[header: "dead-letter-error"] = "\(error)"
    try await member.deadLetters.publish(message, to: target)
    context.count("messaging.dead-letters")
  }

  /// Works while signs of life are sent; ends with an error when the generation ended meanwhile.
  private func attended(_ body: () async throws -> Void) async throws {
    guard let membership else { throw Fenced() }
    var isFenced = false
    let sign = LogBrokerAPI.Attend(topic: topic, membership)
    let member = member
    try await context.withSignsOfLife(every: options.sessionTimeout / 3) {
      do throws(RPCError) {
        _ = try await member.ask(sign)
      } catch {
        if error.code == .aborted { isFenced = true }
      }
    } _: {
      try await body()
    }
    if isFenced { throw Fenced() }
  }

  private func commit(_ partition: Int, _ offset: Int64) async throws {
    guard let membership else { throw Fenced() }
    let request = LogBrokerAPI.Commit(
      topic: topic, membership, places: [PartitionOffset(partition, offset)])
    try await guarded { () throws(RPCError) in
      _ = try await context.persistently(options.requests) { deadline throws(RPCError) in
        try await context.call(request, to: member.broker, deadline: deadline)
      }
    }
  }

  private func delivery(_ record: LogRecord, of partition: Int, attempt: Int) -> Delivery {
    Delivery(
      message: record.message, attempt: attempt, isRedelivered: attempt > 1,
      origin: "\(topic)/\(partition)@\(record.offset)")
  }
}
