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
    _ word: String, as role: Role, share: Ratio? = nil, delay: Distribution? = nil
  ) throws -> FaultBench {
    let bench = FaultBench()
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

  @Test func `a word that no broker knows is refused before the run`() {
    #expect(throws: FaultPlanError.self) { try run("explode", as: .delivery) }
  }
}
