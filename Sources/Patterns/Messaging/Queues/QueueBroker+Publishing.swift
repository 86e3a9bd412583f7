import Primitives
import ServiceRuntime

/// Messages come in, and leave for the dead-letter queue.
extension QueueBroker {
  func publish(
    _ request: QueueBrokerAPI.Publish, _ call: IncomingCall
  ) async throws -> QueueBrokerAPI.Publish.Reply {
    let targets = try route(request)
    try await context.failpoint(Failpoints.beforeStore)
    let entries = try reserve(request, in: targets)
    do {
      try await store(entries)
    } catch {
      for (queue, _) in entries { queue.machine.cancelReservation() }
      throw error
    }
    var overflowing: [(HostedQueue, [QueuedMessage])] = []
    for (queue, entry) in entries {
      overflowing.append((queue, queue.machine.admit(entry)))
      queue.room.wake()
      watch(queue)
    }
    for (queue, victims) in overflowing {
      await bury(victims.map { ($0, .overflow) }, from: queue)
    }
    try await context.failpoint(Failpoints.beforeConfirm)
    return QueueBrokerAPI.Publish.Reply(queues: targets.map(\.name))
  }

  private func reserve(
    _ request: QueueBrokerAPI.Publish, in targets: [HostedQueue]
  ) throws(RPCError) -> [(HostedQueue, QueuedMessage)] {
    var entries: [(HostedQueue, QueuedMessage)] = []
    for queue in targets {
      guard let position = queue.machine.reserve() else {
        for (reserved, _) in entries { reserved.machine.cancelReservation() }
        throw RPCError(.resourceExhausted, "queue \(queue.name) is full")
      }
      entries.append(
        (
          queue,
          QueuedMessage(
            position: position, message: request.message, enqueuedAt: context.clock.wallTime,
            isPersistent: request.isPersistent && queue.options.isDurable)
        ))
    }
    return entries
  }

  private func store(_ entries: [(HostedQueue, QueuedMessage)]) async throws {
    let persistent = entries.filter(\.1.isPersistent)
    guard let (first, witness) = persistent.first else { return }
    try await context.durably { transaction in
      for (queue, entry) in persistent {
        try await transaction.put(
          QueueTables.messages, queue.key(entry.position), QueueRecord(entry))
      }
    } hasHappened: {
      try await $0.getForUpdate(QueueTables.messages, first.key(witness.position)) != nil
    }
  }

  /// Moves messages that their queue gave up to its dead-letter queue, or counts and drops them.
  ///
  /// Both records change in one transaction, so that a crash neither loses nor doubles a message.
  func bury(
    _ entries: [(entry: QueuedMessage, reason: DeadLetterReason)], from queue: HostedQueue
  ) async {
    for (entry, reason) in entries {
      do {
        try await context.failpoint(Failpoints.beforeBurial)
        try await bury(entry, reason, from: queue)
        try await context.failpoint(Failpoints.afterBurial)
      } catch {
        queue.machine.cancelLeaving(
          entry.position, restsUntil: context.clock.now + .seconds(1))
        watch(queue)
        context.log(.error, "message \(entry.message.id) could not leave \(queue.name): \(error)")
      }
    }
  }

  private func bury(
    _ entry: QueuedMessage, _ reason: DeadLetterReason, from queue: HostedQueue
  ) async throws {
    let target = queue.options.deadLetterQueue.flatMap { queues[$0] }
    let letter = target.flatMap { deadLetter(entry, reason, from: queue, in: $0) }
    do {
      try await move(entry, from: queue, as: letter, to: target)
    } catch {
      if letter != nil { target?.machine.cancelReservation() }
      throw error
    }
    queue.machine.finishLeaving(entry.position)
    context.count("broker.given-up.\(reason.rawValue)")
    guard let target, let letter else {
      context.count("broker.dropped")
      return
    }
    let victims = target.machine.admit(letter)
    target.room.wake()
    watch(target)
    await bury(victims.map { ($0, .overflow) }, from: target)
  }

  private func move(
    _ entry: QueuedMessage, from queue: HostedQueue, as letter: QueuedMessage?,
    to target: HostedQueue?
  ) async throws {
    guard entry.isPersistent || letter?.isPersistent == true else { return }
    let letterKey = letter.flatMap { letter in target?.key(letter.position) }
    try await context.durably { transaction in
      if entry.isPersistent {
        try await transaction.remove(QueueTables.messages, queue.key(entry.position))
      }
      if let letter, let letterKey, letter.isPersistent {
        try await transaction.put(QueueTables.messages, letterKey, QueueRecord(letter))
      }
    } hasHappened: { transaction in
      if let letter, let letterKey, letter.isPersistent {
        return try await transaction.getForUpdate(QueueTables.messages, letterKey) != nil
      }
      return try await transaction.getForUpdate(QueueTables.messages, queue.key(entry.position))
        == nil
    }
  }

  private func deadLetter(
    _ entry: QueuedMessage, _ reason: DeadLetterReason, from queue: HostedQueue,
    in target: HostedQueue
  ) -> QueuedMessage? {
    guard let position = target.machine.reserve() else { return nil }
    var message = entry.message
    message[header: "dead-letter-queue"] = queue.name
    message[header: "dead-letter-reason"] = reason.rawValue
    message[header: "dead-letter-deliveries"] = "\(entry.deliveriesInVain)"
    return QueuedMessage(
      position: position, message: message, enqueuedAt: context.clock.wallTime,
      isPersistent: entry.isPersistent && target.options.isDurable)
  }
}
