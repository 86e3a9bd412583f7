import Messaging
import Primitives
import ServiceRuntime
import Testing

@Suite struct QueueStateMachineTests {
  private func message(_ number: Int) -> Message {
    Message(id: Identifier("m\(number)"), type: "t", payload: "\(number)")
  }

  private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  private func wall(_ seconds: Int64) -> WallTime {
    WallTime(nanosecondsSinceEpoch: seconds * 1_000_000_000)
  }

  @discardableResult
  private func put(_ number: Int, into queue: inout QueueStateMachine) -> [QueuedMessage] {
    guard let position = queue.reserve() else { return [] }
    return queue.admit(
      QueuedMessage(
        position: position, message: message(number), enqueuedAt: wall(0), isPersistent: true))
  }

  private func queue(
    holding count: Int, _ change: (inout QueueOptions) -> Void = { _ in }
  ) -> QueueStateMachine {
    var options = QueueOptions()
    change(&options)
    var queue = QueueStateMachine(options, epoch: 1)
    for number in 0..<count { put(number, into: &queue) }
    return queue
  }

  private func texts(_ handed: [QueueStateMachine.Handed]) -> [String] {
    handed.map(\.entry.message.payload)
  }

  @Test func `messages are handed out in order up to the prefetch`() {
    var queue = queue(holding: 5)
    let first = queue.deliver(to: "a", prefetch: 2, now: at(0))
    let none = queue.deliver(to: "a", prefetch: 2, now: at(0))
    let second = queue.deliver(to: "b", prefetch: 9, now: at(0))
    #expect(texts(first) == ["0", "1"])
    #expect(none.isEmpty)
    #expect(texts(second) == ["2", "3", "4"])
  }

  @Test func `a returned message takes its old place and is marked`() {
    var queue = queue(holding: 3)
    let tags = queue.deliver(to: "a", prefetch: 2, now: at(0)).map(\.tag)
    _ = queue.reject([tags[0]], by: "a", requeue: true, restsUntil: nil)
    let again = queue.deliver(to: "b", prefetch: 9, now: at(0))
    #expect(texts(again) == ["0", "2"])
    #expect(again.map(\.entry.mayHaveBeenDelivered) == [true, false])
    #expect(again[0].entry.deliveriesInVain == 1)
  }

  @Test func `a tag means nothing to another consumer or after a redelivery`() {
    var queue = queue(holding: 1)
    let tags = queue.deliver(to: "a", prefetch: 1, now: at(0)).map(\.tag)
    let foreign = queue.beginAcknowledging(tags, by: "b")
    _ = queue.expireHoldings(now: at(31))
    let late = queue.beginAcknowledging(tags, by: "a")
    #expect(foreign.isEmpty)
    #expect(late.isEmpty)
    #expect(queue.ready.count == 1)
  }

  @Test func `a held message comes back when its time is over, not while it is being removed`() {
    var queue = queue(holding: 2) { $0.consumerTimeout = .seconds(60) }
    let tags = queue.deliver(to: "a", prefetch: 2, now: at(0)).map(\.tag)
    _ = queue.beginAcknowledging([tags[0]], by: "a")
    let early = queue.expireHoldings(now: at(29))
    let late = queue.expireHoldings(now: at(30))
    #expect(early.isEmpty)
    #expect(late.count == 1)
    #expect(queue.heldCount == 1)
  }

  @Test func `everything that a silent consumer holds comes back`() {
    var queue = queue(holding: 4)
    _ = queue.deliver(to: "a", prefetch: 3, now: at(0))
    _ = queue.deliver(to: "b", prefetch: 1, now: at(5))
    #expect(queue.nextDeadline(now: at(5), wallTime: wall(5)) == at(10))
    let returns = queue.expireHoldings(now: at(10))
    #expect(returns.count == 3)
    #expect(queue.heldCount == 1)
  }

  @Test func `a message leaves after its last delivery in vain`() {
    var queue = queue(holding: 1) { $0.maximumDeliveries = 3 }
    var outcomes: [Bool] = []
    for _ in 0..<3 {
      let tags = queue.deliver(to: "a", prefetch: 1, now: at(0)).map(\.tag)
      let returns = queue.reject(tags, by: "a", requeue: true, restsUntil: nil)
      guard case .giveUp(let entry, .deliveries)? = returns.first else {
        outcomes.append(false)
        continue
      }
      outcomes.append(true)
      queue.finishLeaving(entry.position)
    }
    #expect(outcomes == [false, false, true])
    #expect(queue.ready.isEmpty && queue.leavingCount == 0)
  }

  @Test func `a full queue drops its oldest message or refuses the newest`() {
    var dropping = queue(holding: 3) { $0.maximumLength = 3 }
    let victims = put(3, into: &dropping)
    var refusing = queue(holding: 3) {
      $0.maximumLength = 3
      $0.overflow = .rejectNew
    }
    let refused = refusing.reserve()
    #expect(victims.map(\.message.payload) == ["0"])
    #expect(refused == nil)
  }

  @Test func `a message that waited too long leaves, a resting one is left alone`() {
    var queue = queue(holding: 2) { $0.timeToLive = .seconds(5) }
    let early = queue.expireReady(now: at(4), wallTime: wall(4))
    let due = queue.expireReady(now: at(5), wallTime: wall(5))
    queue.cancelLeaving(due[0].position, restsUntil: at(6))
    let again = queue.expireReady(now: at(5), wallTime: wall(5))
    #expect(early.isEmpty)
    #expect(due.map(\.message.payload) == ["0", "1"])
    #expect(again.isEmpty)
    #expect(queue.nextDeadline(now: at(5), wallTime: wall(5)) == at(6))
  }

  /// A small generator, so that the walk is the same everywhere.
  private struct Draws {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  @Test func `no message is lost or doubled in any of many random walks`() {
    for seed in 0..<300 as Range<UInt64> {
      var draws = Draws(state: seed)
      var options = QueueOptions()
      options.maximumDeliveries = seed % 2 == 0 ? 4 : nil
      var queue = QueueStateMachine(options, epoch: 1)
      var tags: [(String, Int64)] = []
      var settling: [Int64] = []
      var (published, finished, seconds) = (0, 0, 0 as Int64)
      for _ in 0..<200 {
        let consumer = ["a", "b", "c"][draws.below(3)]
        switch draws.below(8) {
        case 0, 1:
          put(published, into: &queue)
          published += 1
        case 2:
          tags += queue.deliver(to: consumer, prefetch: 3, now: at(seconds)).map {
            (consumer, $0.tag)
          }
        case 3 where !tags.isEmpty:
          let (owner, tag) = tags[draws.below(tags.count)]
          settling += queue.beginAcknowledging([tag], by: owner).map(\.tag)
        case 4 where !settling.isEmpty:
          let tag = settling.remove(at: draws.below(settling.count))
          let isRemoved = draws.below(2) == 0
          queue.endAcknowledging([tag], areRemoved: isRemoved)
          if isRemoved { finished += 1 }
        case 5 where !tags.isEmpty:
          let (owner, tag) = tags[draws.below(tags.count)]
          finish(queue.reject([tag], by: owner, requeue: true, restsUntil: nil))
        case 6:
          finish(queue.drop(consumer))
        default:
          seconds += 7
          finish(queue.expireHoldings(now: at(seconds)))
        }
        let positions = queue.ready.map(\.position)
        #expect(positions == positions.sorted())
        #expect(queue.ready.count + queue.heldCount + finished == published, "seed \(seed)")
      }

      func finish(_ returns: [QueueStateMachine.Return]) {
        for case .giveUp(let entry, _) in returns {
          queue.finishLeaving(entry.position)
          finished += 1
        }
      }
    }
  }
}
