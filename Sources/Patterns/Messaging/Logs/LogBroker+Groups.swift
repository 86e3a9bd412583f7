import Primitives
import ServiceRuntime

/// Consumers share the partitions and say how far they have come.
extension LogBroker {
  func join(
    _ request: LogBrokerAPI.Join, _ call: IncomingCall
  ) async throws -> LogBrokerAPI.Join.Reply {
    guard !request.group.isEmpty, !request.group.contains("/"), request.sessionTimeout > .zero
    else {
      throw RPCError(
        .invalidArgument, "a group needs a name without slashes and a timeout, got \(request)")
    }
    let topic = try topic(request.topic)
    var group = topic.groups[request.group] ?? ConsumerGroupStateMachine(epoch: epoch)
    group.join(request.member, now: context.clock.now, timeout: request.sessionTimeout)
    topic.groups[request.group] = group
    watch(topic)
    topic.room.wake { $0.hasPrefix(request.group + "/") }
    let assignments = group.partitions(of: request.member, among: topic.partitions.count).map {
      LogBrokerAPI.Join.Assignment(
        partition: $0,
        committed: topic.committed[LogTables.key(topic.name, request.group, $0)]?.offset,
        first: topic.partitions[$0].firstOffset, end: topic.partitions[$0].readableEnd)
    }
    try await context.failpoint(Failpoints.beforeAssignment)
    return LogBrokerAPI.Join.Reply(generation: group.generation, assignments: assignments)
  }

  func attend(_ request: LogBrokerAPI.Attend, _ call: IncomingCall) async throws -> Done {
    let topic = try topic(request.topic)
    let membership = request.membership
    guard request.isLeaving else {
      try admit(membership, to: topic)
      return Done()
    }
    topic.groups[membership.group]?.leave(membership.member)
    topic.room.wake { $0.hasPrefix(membership.group + "/") }
    return Done()
  }

  /// Notes a member's sign of life, or refuses it when its membership does not count any more.
  func admit(_ membership: LogBrokerAPI.Membership, to topic: HostedTopic) throws(RPCError) {
    let standing =
      topic.groups[membership.group]?.hear(
        membership.member, generation: membership.generation, now: context.clock.now) ?? .unknown
    switch standing {
    case .current:
      return
    case .fenced:
      throw RPCError(.aborted, "\(membership.member) belongs to an earlier generation")
    case .unknown:
      throw RPCError(.aborted, "\(membership.member) is no member of \(membership.group)")
    }
  }

  func commit(_ request: LogBrokerAPI.Commit, _ call: IncomingCall) async throws -> Done {
    let topic = try topic(request.topic)
    for place in request.places { try topic.check(place.partition) }
    try admit(request.membership, to: topic)
    try await context.failpoint(Failpoints.beforeCommit)
    try await store(
      request.places, group: request.membership.group, generation: request.membership.generation,
      in: topic)
    try await context.failpoint(Failpoints.beforeCommitReply)
    return Done()
  }

  func seek(_ request: LogBrokerAPI.Seek, _ call: IncomingCall) async throws -> Done {
    let topic = try topic(request.topic)
    for place in request.places { try topic.check(place.partition) }
    var group = topic.groups[request.group] ?? ConsumerGroupStateMachine(epoch: epoch)
    group.fence()
    topic.groups[request.group] = group
    let generation = group.generation
    try await store(request.places, group: request.group, generation: generation, in: topic)
    // Whoever joined while the offsets were on their way to the disk saw the old ones.
    topic.groups[request.group]?.fence()
    topic.room.wake { $0.hasPrefix(request.group + "/") }
    return Done()
  }

  /// Stores offsets unless a later generation has stored some: the record is the last fence.
  private func store(
    _ places: [PartitionOffset], group: String, generation: Int64, in topic: HostedTopic
  ) async throws {
    let writes = places.map { place in
      (
        key: LogTables.key(topic.name, group, place.partition),
        offset: CommittedOffset(offset: place.offset, generation: generation)
      )
    }
    guard let witness = writes.first else { return }
    try await context.durably { transaction in
      for (key, offset) in writes {
        let known = try await transaction.getForUpdate(LogTables.offsets, key)
        guard (known?.generation ?? generation) <= generation else {
          throw RPCError(.aborted, "a later generation has committed already")
        }
        try await transaction.put(LogTables.offsets, key, offset)
      }
    } hasHappened: {
      try await $0.getForUpdate(LogTables.offsets, witness.key) == witness.offset
    }
    for (key, offset) in writes
    where (topic.committed[key]?.generation ?? generation) <= generation {
      topic.committed[key] = offset
    }
  }
}
