package import Primitives
package import ServiceRuntime

/// What one queue holds, who holds which message, and what follows from each event.
///
/// A message is in exactly one place: reserved (on its way to the disk), ready, held by a
/// consumer, or leaving (its removal is on its way to the disk). The shell makes durable what
/// must be and then says so; nothing here waits, and no input is wrong at any time, since replies
/// and timers overtake each other.
package struct QueueStateMachine {
  /// How the queue keeps and delivers its messages.
  package let options: QueueOptions
  /// Messages that can be delivered, in order of their positions.
  package private(set) var ready: [QueuedMessage] = []
  private var held: OrderedDictionary<Int64, Holding> = [:]
  private var leaving: OrderedDictionary<Int64, QueuedMessage> = [:]
  private var sessions: OrderedDictionary<String, Instant> = [:]
  private var reserved = 0
  /// How many ready messages rest or did; while none does, nobody need look for them.
  private var restingCount = 0
  private var nextPosition: Int64 = 0
  private var nextTag: Int64

  private struct Holding {
    var entry: QueuedMessage
    let consumer: String
    let deadline: Instant
    /// Whether its removal is on its way to the disk, so that no timeout takes it back.
    var isSettling = false
  }

  /// A queue without messages; its tags begin in an epoch of their own.
  package init(_ options: QueueOptions, epoch: Int64) {
    self.options = options
    nextTag = epoch << 32
  }

  /// What the shell has to do about a message that a consumer did not finish.
  package enum Return: Hashable, Sendable {
    /// It is ready again; its count of deliveries has grown.
    case keep(QueuedMessage)
    /// It has to leave the queue for a reason.
    case giveUp(QueuedMessage, DeadLetterReason)
  }

  /// A message handed to a consumer under a tag that is good for this one delivery.
  package struct Handed: Hashable, Sendable {
    /// The tag to acknowledge or reject it by.
    package let tag: Int64
    /// The message.
    package let entry: QueuedMessage
  }

  /// How many messages consumers hold.
  package var heldCount: Int { held.count }
  /// How many messages are leaving.
  package var leavingCount: Int { leaving.count }

  // MARK: Coming in

  /// Takes a place for a message that will be stored; nothing when the queue takes no more.
  package mutating func reserve() -> Int64? {
    if let most = options.maximumLength, options.overflow == .rejectNew,
      ready.count + reserved >= most
    {
      return nil
    }
    reserved += 1
    defer { nextPosition += 1 }
    return nextPosition
  }

  /// Gives back a place whose message was not stored.
  package mutating func cancelReservation() {
    precondition(reserved > 0, "a reservation was cancelled, \(reserved) are open")
    reserved -= 1
  }

  /// Takes in a stored message and returns those that must leave to make room.
  package mutating func admit(_ entry: QueuedMessage) -> [QueuedMessage] {
    cancelReservation()
    insert(entry)
    guard let most = options.maximumLength, options.overflow == .dropOldest,
      ready.count > most
    else { return [] }
    return startLeaving(0..<(ready.count - most))
  }

  /// Takes in a message that was found in the store at the broker's start.
  package mutating func recover(_ entry: QueuedMessage) {
    nextPosition = max(nextPosition, entry.position + 1)
    insert(entry)
  }

  // MARK: Going out

  /// Hands ready messages to a consumer until it holds as many as it may.
  package mutating func deliver(to consumer: String, prefetch: Int, now: Instant) -> [Handed] {
    hear(consumer, now: now)
    var room = prefetch - held.values.count { $0.consumer == consumer }
    var handed: [Handed] = []
    var index = 0
    while room > 0, index < ready.count {
      guard !ready[index].isResting(at: now) else {
        index += 1
        continue
      }
      let entry = take(at: index)
      room -= 1
      handed.append(Handed(tag: nextTag, entry: entry))
      held[nextTag] = Holding(
        entry: entry, consumer: consumer, deadline: now + options.acknowledgementTimeout)
      nextTag += 1
    }
    return handed
  }

  /// Notes a sign of life of a consumer.
  package mutating func hear(_ consumer: String, now: Instant) {
    sessions[consumer] = now + options.consumerTimeout
  }

  /// Begins to remove what a consumer has finished; tags that mean nothing any more are left out.
  package mutating func beginAcknowledging(
    _ tags: [Int64], by consumer: String
  ) -> [(tag: Int64, entry: QueuedMessage)] {
    var found: [(Int64, QueuedMessage)] = []
    for tag in tags {
      guard var holding = held[tag], holding.consumer == consumer, !holding.isSettling else {
        continue
      }
      holding.isSettling = true
      held[tag] = holding
      found.append((tag, holding.entry))
    }
    return found
  }

  /// Ends an acknowledgement: the messages are gone, or held as before.
  package mutating func endAcknowledging(_ tags: [Int64], areRemoved: Bool) {
    for tag in tags {
      if areRemoved {
        held[tag] = nil
      } else {
        held[tag]?.isSettling = false
      }
    }
  }

  /// Takes back what a consumer could not finish.
  ///
  /// - Parameter restsUntil: when the messages may be delivered again.
  package mutating func reject(
    _ tags: [Int64], by consumer: String, requeue: Bool, restsUntil: Instant?
  ) -> [Return] {
    tags.compactMap { tag in
      guard let holding = held[tag], holding.consumer == consumer, !holding.isSettling else {
        return nil
      }
      return takeBack(tag, isRejected: !requeue, restsUntil: restsUntil)
    }
  }

  /// Takes back everything that a consumer holds, because it has left or is lost.
  package mutating func drop(_ consumer: String) -> [Return] {
    sessions[consumer] = nil
    return takeBack { $0.consumer == consumer }
  }

  // MARK: Time

  /// Takes back what was held too long or by a consumer that fell silent.
  package mutating func expireHoldings(now: Instant) -> [Return] {
    var returns: [Return] = []
    for (consumer, deadline) in sessions where deadline <= now { returns += drop(consumer) }
    return returns + takeBack { $0.deadline <= now }
  }

  /// Takes out the ready messages that have waited too long.
  package mutating func expireReady(now: Instant, wallTime: WallTime) -> [QueuedMessage] {
    guard let limit = options.timeToLive else { return [] }
    var expired: [QueuedMessage] = []
    for index in ready.indices.reversed() {
      let entry = ready[index]
      guard entry.enqueuedAt + limit <= wallTime, !entry.isResting(at: now) else { continue }
      expired += startLeaving(index..<(index + 1))
    }
    return expired.reversed()
  }

  /// The next instant at which time alone changes something.
  package func nextDeadline(now: Instant, wallTime: WallTime) -> Instant? {
    var deadlines = held.values.filter { !$0.isSettling }.map(\.deadline)
    if !held.isEmpty { deadlines += sessions.values }
    if restingCount > 0 {
      deadlines += ready.filter { $0.isResting(at: now) }.compactMap(\.restsUntil)
    }
    if let limit = options.timeToLive {
      deadlines += ready.filter { !$0.isResting(at: now) }
        .map { now + max(.zero, $0.enqueuedAt + limit - wallTime) }
    }
    return deadlines.min()
  }

  // MARK: Leaving

  /// A leaving message is gone for good.
  package mutating func finishLeaving(_ position: Int64) {
    leaving[position] = nil
  }

  /// A leaving message could not leave and is ready as before.
  ///
  /// - Parameter restsUntil: when it may be tried again.
  package mutating func cancelLeaving(_ position: Int64, restsUntil: Instant) {
    guard var entry = leaving.removeValue(forKey: position) else { return }
    entry.restsUntil = restsUntil
    insert(entry)
  }

  private mutating func startLeaving(_ range: Range<Int>) -> [QueuedMessage] {
    let entries = range.map { _ in take(at: range.lowerBound) }
    for entry in entries { leaving[entry.position] = entry }
    return entries
  }

  private mutating func takeBack(where isMeant: (Holding) -> Bool) -> [Return] {
    let tags = held.filter { !$0.value.isSettling && isMeant($0.value) }.map(\.key)
    return tags.compactMap { takeBack($0, isRejected: false, restsUntil: nil) }
  }

  private mutating func takeBack(_ tag: Int64, isRejected: Bool, restsUntil: Instant?) -> Return? {
    guard var entry = held.removeValue(forKey: tag)?.entry else { return nil }
    entry.deliveriesInVain += 1
    entry.mayHaveBeenDelivered = true
    entry.restsUntil = restsUntil
    let isWornOut = options.maximumDeliveries.map { entry.deliveriesInVain >= $0 } ?? false
    if isRejected || isWornOut {
      leaving[entry.position] = entry
      return .giveUp(entry, isRejected ? .rejected : .deliveries)
    }
    insert(entry)
    return .keep(entry)
  }

  private mutating func take(at index: Int) -> QueuedMessage {
    let entry = ready.remove(at: index)
    if entry.restsUntil != nil { restingCount -= 1 }
    return entry
  }

  private mutating func insert(_ entry: QueuedMessage) {
    var index = ready.count
    while index > 0, ready[index - 1].position > entry.position { index -= 1 }
    precondition(
      index == 0 || ready[index - 1].position < entry.position,
      "position \(entry.position) is ready twice")
    ready.insert(entry, at: index)
    if entry.restsUntil != nil { restingCount += 1 }
  }
}
