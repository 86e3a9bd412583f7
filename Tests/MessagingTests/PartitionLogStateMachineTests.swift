import Messaging
import Primitives
import ServiceRuntime
import Testing

@Suite struct PartitionLogStateMachineTests {
  private func record(_ offset: Int64, _ stamp: ProducerStamp? = nil) -> LogRecord {
    LogRecord(
      offset: offset, message: Message(id: Identifier("m\(offset)"), type: "t", payload: "1"),
      appendedAt: WallTime(nanosecondsSinceEpoch: offset * 1_000_000_000), stamp: stamp)
  }

  private func log(holding count: Int64) -> PartitionLogStateMachine {
    var log = PartitionLogStateMachine()
    for offset in 0..<count {
      _ = log.reserve(nil)
      log.complete(record(offset))
    }
    return log
  }

  private func offsets(_ reading: PartitionLogStateMachine.Reading) -> [Int64]? {
    guard case .records(let records, _) = reading else { return nil }
    return records.map(\.offset)
  }

  @Test func `nothing is read behind an append that is still on its way`() {
    var log = log(holding: 1)
    let first = log.reserve(nil)
    let second = log.reserve(nil)
    log.complete(record(2))
    let before = offsets(log.read(from: 0, limit: 9))
    log.complete(record(1))
    let after = offsets(log.read(from: 0, limit: 9))
    #expect(first == .append(1) && second == .append(2))
    #expect(before == [0])
    #expect(after == [0, 1, 2])
  }

  @Test func `an abandoned offset is passed over but never read up to`() {
    var log = log(holding: 1)
    _ = log.reserve(nil)
    log.abandon(1)
    let end = log.readableEnd
    _ = log.reserve(nil)
    log.complete(record(2))
    #expect(end == 1)
    #expect(offsets(log.read(from: 1, limit: 9)) == [2])
  }

  @Test func `a producer's repetition is recognised and a gap refused`() {
    var log = PartitionLogStateMachine()
    func stamp(_ sequence: Int64) -> ProducerStamp {
      ProducerStamp(producer: 7, sequence: sequence)
    }
    let first = log.reserve(stamp(0))
    let busy = log.reserve(stamp(0))
    log.complete(record(0, stamp(0)))
    let again = log.reserve(stamp(0))
    let gap = log.reserve(stamp(2))
    let next = log.reserve(stamp(1))
    log.abandon(1)
    let retried = log.reserve(stamp(1))
    log.complete(record(2, stamp(1)))
    let old = log.reserve(stamp(0))
    #expect([first, busy, again] == [.append(0), .busy, .duplicate(0)])
    #expect([gap, next, retried, old] == [.gap(1), .append(1), .append(2), .outdated])
  }

  @Test func `a recovered log recognises repetitions and goes on behind its records`() {
    var log = PartitionLogStateMachine()
    log.recover(firstOffset: 3)
    log.recover(record(4, ProducerStamp(producer: 7, sequence: 5)))
    let again = log.reserve(ProducerStamp(producer: 7, sequence: 5))
    let next = log.reserve(nil)
    #expect(again == .duplicate(4))
    #expect(next == .append(5))
    #expect(log.read(from: 2, limit: 1) == .outOfRange)
    #expect(offsets(log.read(from: 3, limit: 1)) == [4])
  }

  @Test func `a log that was emptied does not begin again at zero`() {
    var log = PartitionLogStateMachine()
    log.recover(firstOffset: 9)
    let next = log.reserve(nil)
    #expect(next == .append(9))
  }

  @Test func `what is too much or too old is named, and gone after trimming`() {
    var log = log(holding: 10)
    let now = WallTime(nanosecondsSinceEpoch: 10_000_000_000)
    let byCount = log.trimmingBound(LogRetention(maximumRecords: 4), wallTime: now)
    let byAge = log.trimmingBound(LogRetention(maximumAge: .seconds(3)), wallTime: now)
    let none = log.trimmingBound(LogRetention(), wallTime: now)
    log.trim(below: 6)
    #expect(byCount == 6)
    #expect(byAge == 8)
    #expect(none == nil)
    #expect(log.firstOffset == 6 && log.records.count == 4)
  }
}

@Suite struct ConsumerGroupStateMachineTests {
  private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  @Test func `partitions are dealt in ranges and each to exactly one member`() {
    for memberCount in 1...6 {
      var group = ConsumerGroupStateMachine(epoch: 1)
      for member in 0..<memberCount {
        group.join("c\(member)", now: at(0), timeout: .seconds(1))
      }
      for partitionCount in 0...9 {
        let shares = group.names.map { group.partitions(of: $0, among: partitionCount) }
        #expect(shares.flatMap(Array.init) == Array(0..<partitionCount))
        let sizes = shares.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      }
    }
  }

  @Test func `a change of membership fences the others until they join again`() {
    var group = ConsumerGroupStateMachine(epoch: 1)
    group.join("a", now: at(0), timeout: .seconds(5))
    let old = group.generation
    group.join("b", now: at(1), timeout: .seconds(5))
    let fenced = group.standing(of: "a", generation: old)
    let guessed = group.standing(of: "a", generation: group.generation)
    group.join("a", now: at(1), timeout: .seconds(5))
    #expect(fenced == .fenced)
    #expect(guessed == .fenced)
    #expect(group.standing(of: "a", generation: group.generation) == .current)
    #expect(group.standing(of: "b", generation: group.generation) == .current)
    #expect(group.standing(of: "c", generation: group.generation) == .unknown)
  }

  @Test func `a silent member is let go, one that gives signs of life is not`() {
    var group = ConsumerGroupStateMachine(epoch: 1)
    group.join("a", now: at(0), timeout: .seconds(5))
    group.join("b", now: at(0), timeout: .seconds(5))
    let generation = group.generation
    _ = group.hear("b", generation: generation, now: at(4))
    let early = group.expire(now: at(4))
    let late = group.expire(now: at(5))
    #expect(!early && late)
    #expect(group.names == ["b"])
    #expect(group.generation == generation + 1)
    #expect(group.nextDeadline == at(9))
  }

  @Test func `generations of a later epoch are greater than all before`() {
    var old = ConsumerGroupStateMachine(epoch: 1)
    for _ in 0..<1000 { old.fence() }
    #expect(ConsumerGroupStateMachine(epoch: 2).generation > old.generation)
  }

  @Test func `a key has the same partition everywhere, and keys spread`() {
    #expect(Partitioning.partition(of: "order-1", among: 1) == 0)
    let counts = (0..<3000).reduce(into: [0, 0, 0]) { counts, number in
      counts[Partitioning.partition(of: "order-\(number)", among: 3)] += 1
    }
    #expect(counts.allSatisfy { (900...1100).contains($0) })
    let known = ["a", "b", "c", "d"].map { Partitioning.partition(of: $0, among: 100) }
    #expect(known == [17, 57, 54, 67])
  }
}
