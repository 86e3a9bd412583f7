import Primitives
import ServiceRuntime

/// Records come in, are read, and go when they are old.
extension LogBroker {
  func register(
    _ request: LogBrokerAPI.RegisterProducer, _ call: IncomingCall
  ) async throws -> LogBrokerAPI.RegisterProducer.Reply {
    let producer = try await context.store.retryingTransaction { transaction in
      let last = try await transaction.getForUpdate(LogTables.producers, "last")
      let producer = (last?.number ?? 0) + 1
      try await transaction.put(LogTables.producers, "last", BrokerEpoch(number: producer))
      return producer
    }
    return LogBrokerAPI.RegisterProducer.Reply(producer: producer)
  }

  func append(
    _ request: LogBrokerAPI.Append, _ call: IncomingCall
  ) async throws -> LogBrokerAPI.Append.Reply {
    let topic = try topic(request.topic)
    try topic.check(request.partition)
    try await context.failpoint(Failpoints.beforeStore)
    switch topic.partitions[request.partition].reserve(request.stamp) {
    case .append(let offset):
      try await store(request, at: offset, in: topic)
      topic.room.wake()
      try await context.failpoint(Failpoints.beforeConfirm)
      await trim(topic, request.partition)
      return LogBrokerAPI.Append.Reply(offset: offset, isDuplicate: false)
    case .duplicate(let offset):
      return LogBrokerAPI.Append.Reply(offset: offset, isDuplicate: true)
    case .outdated:
      throw RPCError(.alreadyExists, "the producer has gone on since this append")
    case .busy:
      throw RPCError(.unavailable, "the producer's previous append is not finished")
    case .gap(let expected):
      throw RPCError(.failedPrecondition, "the producer's next sequence number is \(expected)")
    }
  }

  private func store(
    _ request: LogBrokerAPI.Append, at offset: Int64, in topic: HostedTopic
  ) async throws {
    let record = LogRecord(
      offset: offset, message: request.message, appendedAt: context.clock.wallTime,
      stamp: request.stamp)
    let key = LogTables.key(topic.name, request.partition, offset)
    do {
      try await context.durably {
        try await $0.put(LogTables.records, key, record)
      } hasHappened: {
        try await $0.getForUpdate(LogTables.records, key) != nil
      }
    } catch {
      topic.partitions[request.partition].abandon(offset)
      topic.room.wake()
      throw error
    }
    topic.partitions[request.partition].complete(record)
  }

  /// Removes what is too old or too much; where that fails the next append tries again.
  private func trim(_ topic: HostedTopic, _ partition: Int) async {
    let log = topic.partitions[partition]
    guard
      let bound = log.trimmingBound(
        topic.record.retention, wallTime: context.clock.wallTime)
    else { return }
    let start = PartitionStart(offset: bound)
    let startKey = LogTables.key(topic.name, partition)
    do {
      try await context.failpoint(Failpoints.beforeTrimming)
      try await context.durably { transaction in
        for record in log.records where record.offset < bound {
          try await transaction.remove(
            LogTables.records, LogTables.key(topic.name, partition, record.offset))
        }
        let known = try await transaction.getForUpdate(LogTables.starts, startKey)
        guard (known?.offset ?? 0) < bound else { return }
        try await transaction.put(LogTables.starts, startKey, start)
      } hasHappened: {
        try await $0.getForUpdate(LogTables.starts, startKey).map { $0.offset >= bound } ?? false
      }
      topic.partitions[partition].trim(below: bound)
    } catch {
      context.log(.warning, "records of \(topic.name)/\(partition) could not be removed: \(error)")
    }
  }

  func fetch(
    _ request: LogBrokerAPI.Fetch, _ call: IncomingCall
  ) async throws -> LogBrokerAPI.Fetch.Reply {
    guard request.limit > 0 else {
      throw RPCError(.invalidArgument, "a limit of \(request.limit), at least one is needed")
    }
    let topic = try topic(request.topic)
    let end = min(context.clock.now + request.wait, call.deadline.instant)
    let name = topic.waitingName(request.membership)
    topic.room.dismiss(name)
    while true {
      if let membership = request.membership { try admit(membership, to: topic) }
      let batches = try read(request, from: topic)
      if !batches.isEmpty {
        try await context.failpoint(Failpoints.beforeDelivery)
        return LogBrokerAPI.Fetch.Reply(batches: batches)
      }
      guard context.clock.now < end, try await topic.room.wait(as: name, until: end) else {
        return LogBrokerAPI.Fetch.Reply(batches: [])
      }
    }
  }

  private func read(
    _ request: LogBrokerAPI.Fetch, from topic: HostedTopic
  ) throws(RPCError) -> [LogBrokerAPI.Fetch.Batch] {
    var batches: [LogBrokerAPI.Fetch.Batch] = []
    for place in request.places {
      try topic.check(place.partition)
      let log = topic.partitions[place.partition]
      switch log.read(from: place.offset, limit: request.limit) {
      case .records(let records, let next):
        guard next > place.offset else { continue }
        batches.append(
          LogBrokerAPI.Fetch.Batch(partition: place.partition, records: records, next: next))
      case .outOfRange:
        throw RPCError(
          .failedPrecondition,
          "offset \(place.offset) of \(topic.name)/\(place.partition) is not between "
            + "\(log.firstOffset) and \(log.readableEnd)",
          details: ["partition": "\(place.partition)"])
      }
    }
    return batches
  }
}
