import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct MessageFaultTests {
  private let third = FaultTrigger.message(.requests(nth: 3))

  private func bench(_ trigger: FaultTrigger, _ fault: Fault) throws -> FaultBench {
    try FaultBench().run(PlannedFault("f", trigger, fault))
  }

  @Test func `without faults every call succeeds after two milliseconds`() throws {
    let bench = try FaultBench().run()
    #expect(bench.ends.count == 100 && bench.failures == 0)
    #expect(bench.ends.allSatisfy { $0.milliseconds == 2 })
    #expect(bench.count(.faultStruck) == 0)
  }

  @Test func `a dropped request is the only one that times out and is never worked on`() throws {
    let bench = try bench(third, .drop)
    #expect(bench.ends.filter { $0.code == .deadlineExceeded }.map(\.number) == [2])
    #expect(bench.failures == 1 && bench.begins == 99 && bench.count(.messageLost) == 1)
    #expect(bench.strikes("f") == 1 && bench.injector.unfired.isEmpty)
  }

  @Test func `a lost reply leaves the work done and the caller unsure`() throws {
    let bench = try bench(third, .loseReply)
    #expect(bench.failures(.deadlineExceeded) == 1 && bench.begins == 100)
    let reply = FaultTrigger.message(MessageCondition(nth: 3, leg: .reply))
    let other = try self.bench(reply, .loseReply)
    #expect(other.failures(.deadlineExceeded) == 1 && other.begins == 100)
  }

  @Test func `a delayed message arrives later by the delay`() throws {
    let bench = try bench(third, .delay(.constant(.milliseconds(50))))
    #expect(bench.ends.filter { $0.milliseconds == 52 }.map(\.number) == [2])
    #expect(bench.ends.filter { $0.milliseconds == 2 }.count == 99)
    #expect(bench.count(.messageDelayed) == 1)
  }

  @Test func `a duplicated request is worked on once for each copy`() throws {
    let bench = try bench(third, .duplicate(copies: 2, after: .constant(.milliseconds(5))))
    #expect(bench.failures == 0 && bench.begins == 102 && bench.count(.messageDuplicated) == 2)
    #expect(bench.count(.messageLate) == 2)
  }

  @Test func `reordering lets later messages overtake earlier ones`() throws {
    func order(_ faults: PlannedFault...) throws -> [Int] {
      try FaultBench().run(plan: FaultPlan(faults)).ends.map(\.number)
    }
    let all = PlannedFault("f", .message(.requests()), .reorder(within: .milliseconds(100)))
    #expect(try order() == Array(0..<100))
    #expect(try order(all) != Array(0..<100))
    #expect(try order(all).sorted() == Array(0..<100))
  }

  @Test func `noticed damage is a loss, unnoticed damage reaches the service`() throws {
    let noticed = try bench(third, .corrupt(.noticed))
    #expect(noticed.failures(.deadlineExceeded) == 1)
    let unnoticed = try bench(third, .corrupt(.unnoticed))
    #expect(unnoticed.failures(.unavailable) == 1 && unnoticed.failures == 1)
    #expect(unnoticed.count(.messageCorrupted) == 1)
  }

  @Test func `a refused request fails at once and for certain`() throws {
    let bench = try bench(third, .refuse)
    #expect(bench.ends.filter { $0.code == .connectionRefused }.map(\.milliseconds) == [1])
    #expect(bench.begins == 99)
  }

  @Test func `a request that hangs is broken off when the process dies`() throws {
    let hang = PlannedFault("hang", third, .hang)
    let alone = try FaultBench().run(hang)
    #expect(alone.failures(.deadlineExceeded) == 1 && alone.count(.messageHung) == 1)
    let crash = PlannedFault(
      "crash", .at(.milliseconds(65)), .crash(), on: .hosts([1]),
      lasting: .constant(.milliseconds(1)))
    let both = try FaultBench().run(hang, crash)
    #expect(both.failures(.connectionLost) == 1 && both.begins == 99)
  }

  @Test func `a stretch hits messages sent within it only`() throws {
    let bench = try FaultBench().run(
      PlannedFault("f", .during(.milliseconds(200), .milliseconds(400)), .drop))
    #expect(bench.ends.filter { $0.code != nil }.map(\.number) == Array(19..<39))
    let path = FaultPath(from: [1], to: [0])
    let replies = try FaultBench().run(
      PlannedFault(
        "f", .during(.milliseconds(200), .milliseconds(400)), .drop, on: .paths([path])))
    #expect(replies.begins == 100 && replies.failures == 20)
  }

  @Test func `probability and budget bound how many are hit`() throws {
    var trigger = FaultTrigger.message(.requests())
    trigger.probability = Ratio(1, 4)
    let some = try bench(trigger, .refuse)
    #expect((10...45).contains(some.failures))
    trigger.budget = 3
    let few = try bench(trigger, .refuse)
    #expect(few.failures == 3)
    #expect(few.ends.filter { $0.code != nil } == Array(some.ends.filter { $0.code != nil }[..<3]))
  }

  @Test func `faults on one message add up`() throws {
    let bench = try FaultBench().run(
      PlannedFault("a", third, .delay(.constant(.milliseconds(5)))),
      PlannedFault("b", third, .delay(.constant(.milliseconds(7)))))
    #expect(bench.ends.contains { $0.milliseconds == 14 && $0.number == 2 })
  }

  @Test func `one fault more does not shift the draws of another`() throws {
    var rare = FaultTrigger.message(.requests())
    rare.probability = Ratio(1, 3)
    let refused = PlannedFault("refused", rare, .refuse)
    let slow = PlannedFault("slow", rare, .delay(.uniform(.zero, .milliseconds(3))))
    let alone = try FaultBench().run(refused)
    let both = try FaultBench().run(slow, refused)
    let numbers = { (bench: FaultBench) in
      bench.ends.filter { $0.code == .connectionRefused }.map(\.number).sorted()
    }
    #expect(numbers(alone) == numbers(both) && !numbers(alone).isEmpty)
  }
}
