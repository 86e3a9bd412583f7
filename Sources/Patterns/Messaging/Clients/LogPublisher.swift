import Primitives
public import ServiceRuntime

/// Publishes messages to the partitions of a log broker's topics.
///
/// A message goes to the partition of its key; messages without a key take turns. Appends to one
/// partition are sent one after another, each stamped, so that repeating one leaves it in the log
/// once and in order. That covers this publisher's own repetitions only: whoever publishes the
/// same message again, or from another life of the service, gets a second record.
public final class LogPublisher: MessagePublisher {
  private let context: ServiceContext
  private let broker: ServiceName
  private let options: PublisherOptions
  private var lanes: OrderedDictionary<String, Lane> = [:]
  private var partitionCounts: OrderedDictionary<String, Int> = [:]
  private var turns = 0

  /// The appends to one partition.
  private final class Lane {
    let turnstile: Turnstile
    /// The number that the broker gave this lane, and the next append's number.
    var stamp: ProducerStamp?

    init(_ context: ServiceContext) {
      turnstile = Turnstile(context)
    }
  }

  /// A publisher to one broker.
  public init(_ context: ServiceContext, broker: ServiceName, options: PublisherOptions) {
    self.context = context
    self.broker = broker
    self.options = options
  }

  /// Publishes a message and waits until it is on the broker's disk.
  public func publish(_ message: Message, to topic: String) async throws(RPCError) {
    let partition = try await partition(of: message, in: topic)
    let key = "\(topic)/\(partition)"
    let lane = lanes[key] ?? Lane(context)
    lanes[key] = lane
    do {
      try await lane.turnstile.enter()
    } catch {
      throw RPCError(.cancelled, "the publication was not sent: \(error)", certainty: .definite)
    }
    defer { lane.turnstile.leave() }
    try await append(message, to: topic, partition, in: lane)
  }

  private func append(
    _ message: Message, to topic: String, _ partition: Int, in lane: Lane
  ) async throws(RPCError) {
    let stamp = try await stamp(of: lane)
    let request = LogBrokerAPI.Append(message, to: topic, partition: partition, stamp: stamp)
    do {
      _ = try await context.persistently(options) { deadline throws(RPCError) in
        try await context.call(
          request, to: broker, deadline: deadline, metadata: Metadata(trace: message.trace))
      }
      lane.stamp = ProducerStamp(producer: stamp.producer, sequence: stamp.sequence + 1)
    } catch {
      // Nobody knows whether this number is used; the next append begins under a new name.
      lane.stamp = nil
      throw error
    }
  }

  private func stamp(of lane: Lane) async throws(RPCError) -> ProducerStamp {
    if let stamp = lane.stamp { return stamp }
    let reply = try await context.persistently(options) { deadline throws(RPCError) in
      try await context.call(
        LogBrokerAPI.RegisterProducer(), to: broker, deadline: deadline)
    }
    let stamp = ProducerStamp(producer: reply.producer, sequence: 0)
    lane.stamp = stamp
    return stamp
  }

  private func partition(of message: Message, in topic: String) async throws(RPCError) -> Int {
    let count: Int
    if let known = partitionCounts[topic] {
      count = known
    } else {
      let reply = try await context.persistently(options) { deadline throws(RPCError) in
        try await context.call(
          LogBrokerAPI.Describe(topic: topic), to: broker, deadline: deadline)
      }
      count = reply.endOffsets.count
      partitionCounts[topic] = count
    }
    if let key = message.key { return Partitioning.partition(of: key, among: count) }
    turns += 1
    return turns % count
  }
}
