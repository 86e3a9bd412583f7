import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

/// The counter plays the broker: an increment is a publication, a delivery and an acknowledgement
/// at once, as a test asks.
@Suite struct BrokerPartyTests {
  private enum Role { case publication, delivery, acknowledgement }

  private func run(
    _ word: String, as role: Role, share: Ratio? = nil, delay: Distribution? = nil,
    strangers: Int = 0
  ) throws -> FaultBench {
    let bench = FaultBench()
    for number in 0..<strangers {
      bench.cluster.addHost("stranger-\(number + 1)", running: "stranger") { Stranger($0) }
    }
    let method: [Method] = [Increment.method]
    bench.cluster.outsideParties["broker"] = BrokerParty(
      bench.cluster, hosts: [1],
      methods: .init(
        publications: role == .publication ? method : [],
        deliveries: role == .delivery ? method : [],
        acknowledgements: role == .acknowledgement ? method : []))
    return try bench.run(
      PlannedFault(
        "b", .at(.milliseconds(205)),
        .outside(OutsideFault("broker", word, delay: delay, share: share)), on: .occasion,
        lasting: .constant(.milliseconds(300))))
  }

  /// The calls that took longer than an untouched one.
  private func slow(_ bench: FaultBench) -> [Int] {
    bench.ends.filter { $0.code == nil && $0.milliseconds > 2 }.map(\.number).sorted()
  }

  @Test func `a broker that nothing strikes changes nothing`() throws {
    let bench = FaultBench()
    bench.cluster.outsideParties["broker"] = BrokerParty(
      bench.cluster, hosts: [1],
      methods: .init(
        publications: [Increment.method], deliveries: [Increment.method],
        acknowledgements: [Increment.method]))
    try bench.run()
    #expect(bench.failures == 0 && bench.begins == 100 && slow(bench).isEmpty)
  }

  @Test func `a stalled broker answers when the stall is over`() throws {
    let bench = try run("stall", as: .delivery, delay: .constant(.milliseconds(100)))
    #expect(bench.failures == 0)
    #expect(slow(bench) == Array(20...29))
    #expect(bench.ends.first { $0.number == 20 }?.milliseconds == 97)
  }

  @Test func `lost deliveries are lost on their way to the consumer`() throws {
    let all = try run("lose", as: .delivery, share: .one)
    #expect(all.failures(.deadlineExceeded) == 30 && all.begins == 100)
    let half = try run("lose", as: .delivery, share: Ratio(1, 2))
    #expect((5...25).contains(half.failures))
    #expect(try run("lose", as: .publication, share: .one).failures == 0)
  }

  @Test func `duplicated publications reach the broker twice`() throws {
    #expect(try run("duplicate", as: .publication, share: .one).begins == 130)
    #expect(try run("duplicate", as: .delivery, share: .one).begins == 100)
  }

  @Test func `a delay holds publications and deliveries up`() throws {
    let delay = Distribution.constant(.milliseconds(20))
    let published = try run("delay", as: .publication, delay: delay)
    #expect(slow(published) == Array(20...49))
    #expect(published.ends.first { $0.number == 30 }?.milliseconds == 22)
    #expect(slow(try run("delay", as: .delivery, delay: delay)).count >= 30)
    #expect(slow(try run("delay", as: .acknowledgement, delay: delay)).isEmpty)
  }

  @Test func `reordered publications overtake each other`() throws {
    func order(_ bench: FaultBench) -> [Int] {
      bench.notes.filter { $0.contains("begins") }.compactMap { Int($0.split(separator: " ")[3]) }
    }
    let bench = try run("reorder", as: .publication)
    #expect(order(bench) != order(bench).sorted())
    #expect(order(bench).sorted() == Array(0..<100))
    let untouched = try run("reorder", as: .delivery)
    #expect(order(untouched) == Array(0..<100))
  }

  @Test func `a redelivery begins with acknowledgements that are lost`() throws {
    #expect(try run("redeliver", as: .acknowledgement).begins == 70)
    #expect(try run("redeliver", as: .publication).begins == 100)
  }

  @Test(arguments: ["lose", "duplicate", "delay", "reorder"])
  func `another client's messages leave what becomes of all others as it was`(
    _ word: String
  ) throws {
    func ends(strangers: Int) throws -> [CallEnd] {
      let bench = try run(
        word, as: word == "lose" ? .delivery : .publication, share: Ratio(1, 2),
        delay: .uniform(.milliseconds(1), .milliseconds(50)), strangers: strangers)
      return bench.ends.sorted { $0.number < $1.number }
    }
    let alone = try ends(strangers: 0)
    #expect(try ends(strangers: 2) == alone)
    #expect(Set(alone.map { $0.end - $0.begin }).count > 1 || word == "duplicate")
  }

  @Test func `two faults of one word have draws of their own`() throws {
    func lost(_ count: Int) throws -> Int {
      let bench = FaultBench()
      bench.cluster.outsideParties["broker"] = BrokerParty(
        bench.cluster, hosts: [1],
        methods: .init(publications: [], deliveries: [Increment.method], acknowledgements: []))
      let faults = (0..<count).map {
        PlannedFault(
          "b\($0)", .at(.zero),
          .outside(OutsideFault("broker", "lose", share: Ratio(1, 2))), on: .occasion)
      }
      return try bench.run(plan: FaultPlan(faults)).failures
    }
    let (one, two) = (try lost(1), try lost(2))
    #expect((30...70).contains(one) && (60...90).contains(two), "\(one), \(two)")
  }

  @Test func `a word that no broker knows is refused before the run`() {
    #expect(throws: FaultPlanError.self) { try run("explode", as: .delivery) }
  }
}

/// Calls the counter as well, whatever comes of it.
private final class Stranger: Service {
  private let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    context.tasks.spawn("calls") {
      for number in 0..<200 {
        try? await self.context.clock.sleep(for: .milliseconds(3))
        _ = try? await self.context.call(
          Increment(number: 1000 + number), to: "counter",
          deadline: self.context.clock.deadline(after: .milliseconds(20)))
      }
    }
  }
}
