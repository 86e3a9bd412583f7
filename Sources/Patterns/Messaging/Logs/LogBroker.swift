import Primitives
public import ServiceRuntime

/// A message broker in the style of Kafka, as an ordinary service.
///
/// Topics are cut into partitions, each an ordered log; groups of consumers share the partitions
/// and commit how far they have come. What it promises: a confirmed record is on disk and stays
/// until retention removes it; records of one partition are read in order of their offsets, those
/// of different partitions in any; a stamped append is in the log once, however often it is
/// repeated; the commit of a member of an earlier generation is refused. Whether a record is
/// handled at least or at most once is up to the consumer: it commits after or before its work.
public final class LogBroker: Service {
  let context: ServiceContext
  var topics: OrderedDictionary<String, HostedTopic> = [:]
  var epoch: Int64 = 0
  private let alarm: Alarm

  /// Where a run may interfere: each lies between a durable step and what depends on it.
  public enum Failpoints {
    /// An append is accepted, nothing is stored.
    public static let beforeStore: FailpointName = "log-accepted-before-store"
    /// A record is stored, the producer does not know.
    public static let beforeConfirm: FailpointName = "log-stored-before-confirm"
    /// Records are read, the consumer does not have them.
    public static let beforeDelivery: FailpointName = "log-read-before-delivery"
    /// A commit is accepted, the offset is not stored.
    public static let beforeCommit: FailpointName = "log-commit-accepted-before-store"
    /// An offset is stored, the consumer does not know.
    public static let beforeCommitReply: FailpointName = "log-commit-stored-before-reply"
    /// A member has joined, it does not know its share.
    public static let beforeAssignment: FailpointName = "log-joined-before-assignment"
    /// Records are to be removed by retention, they are still stored.
    public static let beforeTrimming: FailpointName = "log-expired-before-removal"

    /// All of them.
    public static let all = [
      beforeStore, beforeConfirm, beforeDelivery, beforeCommit, beforeCommitReply,
      beforeAssignment, beforeTrimming,
    ]
  }

  /// A broker of the given surroundings.
  public init(_ context: ServiceContext) {
    self.context = context
    alarm = Alarm(context, "group sessions")
  }

  /// Reads back what is durable and begins to answer.
  public func start() async throws {
    epoch = try await context.beginEpoch()
    try await context.store.retryingTransaction { try await self.recover($0) }
    context.handle(LogBrokerAPI.CreateTopic.self) { try await self.create($0, $1) }
    context.handle(LogBrokerAPI.Describe.self) { request, _ in
      let partitions = try self.topic(request.topic).partitions
      return LogBrokerAPI.Describe.Reply(
        firstOffsets: partitions.map(\.firstOffset), endOffsets: partitions.map(\.readableEnd))
    }
    context.handle(LogBrokerAPI.RegisterProducer.self) { try await self.register($0, $1) }
    context.handle(LogBrokerAPI.Append.self) { try await self.append($0, $1) }
    context.handle(LogBrokerAPI.Fetch.self) { try await self.fetch($0, $1) }
    context.handle(LogBrokerAPI.Join.self) { try await self.join($0, $1) }
    context.handle(LogBrokerAPI.Attend.self) { try await self.attend($0, $1) }
    context.handle(LogBrokerAPI.Commit.self) { try await self.commit($0, $1) }
    context.handle(LogBrokerAPI.Seek.self) { try await self.seek($0, $1) }
  }

  private func recover(_ transaction: any StoreTransaction) async throws {
    topics = [:]
    for (name, record) in try await transaction.list(LogTables.topics) {
      let topic = HostedTopic(name, record, context: context)
      topics[name] = topic
      for partition in topic.partitions.indices {
        try await recover(partition, of: topic, transaction)
      }
      for (key, offset) in try await transaction.list(
        LogTables.offsets, KeyRange(prefix: name + "/"))
      {
        topic.committed[key] = offset
      }
    }
  }

  private func recover(
    _ partition: Int, of topic: HostedTopic, _ transaction: any StoreTransaction
  ) async throws {
    let key = LogTables.key(topic.name, partition)
    if let start = try await transaction.get(LogTables.starts, key) {
      topic.partitions[partition].recover(firstOffset: start.offset)
    }
    for (_, record) in try await transaction.list(
      LogTables.records, KeyRange(prefix: key + "/"))
    {
      topic.partitions[partition].recover(record)
    }
  }

  func topic(_ name: String) throws(RPCError) -> HostedTopic {
    guard let topic = topics[name] else {
      throw RPCError(.notFound, "there is no topic \(name)")
    }
    return topic
  }

  private func create(
    _ request: LogBrokerAPI.CreateTopic, _ call: IncomingCall
  ) async throws -> Done {
    guard request.partitions > 0, !request.name.isEmpty, !request.name.contains("/") else {
      throw RPCError(
        .invalidArgument,
        "a topic needs a name without slashes and a partition, got \(request)")
    }
    let record = TopicRecord(partitions: request.partitions, retention: request.retention)
    if try isCreated(request.name, record) { return Done() }
    try await context.durably {
      try await $0.put(LogTables.topics, request.name, record)
    } hasHappened: {
      try await $0.getForUpdate(LogTables.topics, request.name) == record
    }
    if try isCreated(request.name, record) { return Done() }
    topics[request.name] = HostedTopic(request.name, record, context: context)
    return Done()
  }

  private func isCreated(_ name: String, _ record: TopicRecord) throws(RPCError) -> Bool {
    guard let known = topics[name] else { return false }
    guard known.record == record else {
      throw RPCError(.failedPrecondition, "topic \(name) exists and is cut differently")
    }
    return true
  }

  // MARK: Time

  /// Sees to it that silent members are let go in time.
  func watch(_ topic: HostedTopic) {
    guard let deadline = topic.groups.values.compactMap(\.nextDeadline).min() else { return }
    alarm.set(at: deadline) { self.ring() }
  }

  private func ring() {
    for topic in topics.values {
      for name in topic.groups.keys {
        guard var group = topic.groups[name], group.expire(now: context.clock.now) else { continue }
        topic.groups[name] = group
        topic.room.wake { $0.hasPrefix(name + "/") }
      }
      watch(topic)
    }
  }
}
