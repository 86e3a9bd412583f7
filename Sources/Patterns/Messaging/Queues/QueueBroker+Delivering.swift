import Primitives
import ServiceRuntime

/// Messages go out to consumers and are finished or come back.
extension QueueBroker {
  func receive(
    _ request: QueueBrokerAPI.Receive, _ call: IncomingCall
  ) async throws -> QueueBrokerAPI.Receive.Reply {
    guard request.prefetch > 0 else {
      throw RPCError(.invalidArgument, "a prefetch of \(request.prefetch), at least one is needed")
    }
    let queue = try queue(request.queue)
    // A consumer must not fall silent merely because it waits here.
    let wait = min(request.wait, queue.options.consumerTimeout / 2)
    let end = min(context.clock.now + wait, call.deadline.instant)
    queue.room.dismiss(request.consumer)
    while true {
      await bury(
        queue.machine.expireReady(
          now: context.clock.now, wallTime: context.clock.wallTime
        ).map { ($0, .expired) },
        from: queue)
      let handed = queue.machine.deliver(
        to: request.consumer, prefetch: request.prefetch, now: context.clock.now)
      watch(queue)
      if !handed.isEmpty {
        try await context.failpoint(Failpoints.beforeDelivery)
        return QueueBrokerAPI.Receive.Reply(deliveries: handed.map(QueueDelivery.init))
      }
      guard context.clock.now < end,
        try await queue.room.wait(as: request.consumer, until: end)
      else { return QueueBrokerAPI.Receive.Reply(deliveries: []) }
    }
  }

  func acknowledge(
    _ request: QueueBrokerAPI.Acknowledge, _ call: IncomingCall
  ) async throws -> QueueBrokerAPI.Acknowledge.Reply {
    let queue = try queue(request.queue)
    queue.machine.hear(request.consumer, now: context.clock.now)
    let found = queue.machine.beginAcknowledging(request.tags, by: request.consumer)
    let tags = found.map(\.tag)
    do {
      try await context.failpoint(Failpoints.beforeRemoval)
      try await remove(found.map(\.entry), from: queue)
    } catch {
      queue.machine.endAcknowledging(tags, areRemoved: false)
      watch(queue)
      throw error
    }
    queue.machine.endAcknowledging(tags, areRemoved: true)
    try await context.failpoint(Failpoints.beforeReply)
    return QueueBrokerAPI.Acknowledge.Reply(acknowledged: tags)
  }

  private func remove(_ entries: [QueuedMessage], from queue: HostedQueue) async throws {
    let keys = entries.filter(\.isPersistent).map { queue.key($0.position) }
    guard let witness = keys.first else { return }
    try await context.durably { transaction in
      for key in keys { try await transaction.remove(QueueTables.messages, key) }
    } hasHappened: {
      try await $0.getForUpdate(QueueTables.messages, witness) == nil
    }
  }

  func reject(_ request: QueueBrokerAPI.Reject, _ call: IncomingCall) async throws -> Done {
    let queue = try queue(request.queue)
    let now = context.clock.now
    queue.machine.hear(request.consumer, now: now)
    let returns = queue.machine.reject(
      request.tags, by: request.consumer, requeue: request.requeue,
      restsUntil: request.delay > .zero ? now + request.delay : nil)
    await follow(returns, from: queue)
    return Done()
  }

  func attend(_ request: QueueBrokerAPI.Attend, _ call: IncomingCall) async throws -> Done {
    let queue = try queue(request.queue)
    if request.isLeaving {
      queue.room.dismiss(request.consumer)
      await follow(queue.machine.drop(request.consumer), from: queue)
    } else {
      queue.machine.hear(request.consumer, now: context.clock.now)
    }
    return Done()
  }

  /// Does what the return of messages demands: counts are kept, given-up messages leave.
  func follow(_ returns: [QueueStateMachine.Return], from queue: HostedQueue) async {
    if returns.isEmpty { return }
    queue.room.wake()
    watch(queue)
    for item in returns {
      switch item {
      case .keep(let entry): await keepCount(of: entry, in: queue)
      case .giveUp(let entry, let reason): await bury([(entry, reason)], from: queue)
      }
    }
  }

  /// Writes down how often a message was delivered in vain.
  ///
  /// A failure here costs one more delivery after a crash at worst, so it stops nothing. The
  /// record is replaced only where it still is: an acknowledgement may have removed it meanwhile.
  private func keepCount(of entry: QueuedMessage, in queue: HostedQueue) async {
    guard entry.isPersistent else { return }
    do {
      try await context.store.transaction {
        try await $0.update(QueueTables.messages, queue.key(entry.position), QueueRecord(entry))
      }
    } catch {
      context.log(.warning, "the deliveries of \(entry.message.id) were not counted: \(error)")
    }
  }
}

extension QueueDelivery {
  init(_ handed: QueueStateMachine.Handed) {
    self.init(
      tag: handed.tag, message: handed.entry.message, attempt: handed.entry.deliveriesInVain + 1,
      isRedelivered: handed.entry.mayHaveBeenDelivered)
  }
}
