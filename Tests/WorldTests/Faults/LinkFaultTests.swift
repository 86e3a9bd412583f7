import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct LinkFaultTests {
  private let window = FaultTrigger.during(.milliseconds(200), .milliseconds(400))

  private func failed(_ bench: FaultBench) -> [Int] {
    bench.ends.filter { $0.code != nil }.map(\.number).sorted()
  }

  @Test func `an isolated host is cut off while the partition stands`() throws {
    let bench = try FaultBench().run(
      PlannedFault("p", window, .partition(Partition()), on: .hosts([1])))
    #expect(failed(bench) == Array(19..<39))
    #expect(bench.count(.messageCut) == 20 && bench.count(.faultHealed) == 1)
  }

  @Test func `a partition loses what is in flight`() throws {
    let bench = try FaultBench().run(
      PlannedFault(
        "p", .at(.microseconds(200_500)), .partition(Partition()), on: .hosts([1]),
        lasting: .constant(.microseconds(100))))
    #expect(failed(bench) == [19] && bench.begins == 99)
  }

  @Test func `a one-way partition of the replies lets the work be done`() throws {
    let partition = Partition(between: [[1], [0]], isOneWay: true)
    let bench = try FaultBench().run(PlannedFault("p", window, .partition(partition)))
    #expect(bench.begins == 100)
    #expect(failed(bench) == Array(19..<39))
    #expect(bench.ends.filter { $0.code != nil }.allSatisfy { $0.code == .deadlineExceeded })
  }

  @Test func `healing ends partitions before their time`() throws {
    let bench = try FaultBench().run(
      PlannedFault("p", window, .partition(Partition()), on: .hosts([1])),
      PlannedFault("h", .at(.milliseconds(300)), .heal))
    #expect(failed(bench) == Array(19..<29) && bench.strikes("h") == 1)
    let unneeded = try FaultBench().run(PlannedFault("h", .at(.milliseconds(300)), .heal))
    #expect(unneeded.injector.unfired == ["h"] && unneeded.injector.tallies[0].misses == 1)
  }

  @Test func `overlapping partitions end with the last of them`() throws {
    let later = FaultTrigger.during(.milliseconds(300), .milliseconds(500))
    let bench = try FaultBench().run(
      PlannedFault("p", window, .partition(Partition()), on: .hosts([1])),
      PlannedFault("q", later, .partition(Partition()), on: .hosts([0])))
    #expect(failed(bench) == Array(19..<49))
  }

  @Test func `a clog makes a link slow, also for what is in flight`() throws {
    let path = FaultTarget.paths([FaultPath(from: [0], to: [1])])
    let bench = try FaultBench().run(
      PlannedFault(
        "c", .during(.microseconds(200_500), .milliseconds(400)),
        .clog(.constant(.milliseconds(30))), on: path))
    #expect(bench.failures == 0)
    #expect(bench.ends.filter { $0.milliseconds == 32 }.map(\.number) == Array(19..<39))
    #expect(bench.ends.filter { $0.milliseconds == 2 }.count == 80)
  }

  @Test func `a clog can narrow a link until its queue overflows`() throws {
    let path = FaultTarget.paths([FaultPath(from: [0], to: [1])])
    let bench = try FaultBench().run(
      PlannedFault("c", window, .clog(.constant(.zero), bandwidth: 1_000), on: path))
    #expect(bench.count(.messageOverflowed) > 0)
    #expect(failed(bench).allSatisfy { (19..<39).contains($0) } && bench.failures > 0)
  }

  @Test func `held envelopes go on in their order when they are released`() throws {
    let bench = FaultBench()
    bench.patience = .seconds(1)
    try bench.run(
      PlannedFault("hold", .at(.microseconds(200_500)), .hold, on: .hosts([1])),
      PlannedFault("release", .at(.milliseconds(400)), .release))
    #expect(bench.failures == 0)
    #expect(bench.ends.map(\.number) == Array(0..<100))
    #expect(bench.ends.filter { $0.milliseconds > 2 }.map(\.number) == Array(19..<39))
    #expect(bench.count(.messageHeld) == bench.count(.messageReleased))
  }

  @Test func `what is held when everything is healed goes on`() throws {
    let bench = FaultBench()
    try bench.run(PlannedFault("hold", .at(.milliseconds(900)), .hold), until: 1)
    #expect(bench.cluster.network.inFlightCount > 0)
    bench.injector.healAll()
    bench.simulation.run()
    #expect(bench.cluster.network.inFlightCount == 0 && bench.injector.standingCount == 0)
  }
}

@Suite struct PartitionTests {
  private let hosts: [Int32] = Array(0..<7)

  private func reach(
    _ partition: Partition, seed: Seed = 1, chosen: [Int32] = []
  ) -> [Int32: Set<Int32>] {
    var stream = RandomStreams(seed).stream(.fault, at: "p", purpose: "shape")
    var reach: [Int32: Set<Int32>] = [:]
    for host in hosts { reach[host] = Set(hosts) }
    var order = hosts
    stream.shuffle(&order)
    for cut in partition.cuts(of: order, chosen: chosen) {
      for source in cut.sources { reach[source]?.subtract(cut.destinations) }
    }
    return reach
  }

  private func sizes(_ reach: [Int32: Set<Int32>]) -> [Int] { reach.values.map(\.count).sorted() }

  @Test func `isolation leaves the chosen alone, or one that is drawn`() {
    #expect(reach(Partition(), chosen: [2])[2] == [2])
    let drawn = Set(
      (0..<50).map { seed in
        reach(Partition(), seed: Seed(seed)).filter { $1.count == 1 }.keys.first
      })
    #expect(drawn.count == hosts.count)
  }

  @Test func `halves part the hosts in two`() {
    #expect(sizes(reach(Partition(.halves))) == [3, 3, 3, 4, 4, 4, 4])
    #expect(Set((0..<20).map { reach(Partition(.halves), seed: Seed($0)) }).count > 10)
  }

  @Test func `a bridge reaches both halves`() {
    #expect(sizes(reach(Partition(.bridge))) == [4, 4, 4, 4, 4, 4, 7])
  }

  @Test func `on a ring each host reaches its neighbours`() {
    let reach = reach(Partition(.ring))
    #expect(reach.values.allSatisfy { $0.count == 3 } && Set(reach.values).count == 7)
  }

  @Test func `on a majority ring each host reaches a majority, no two the same`() {
    for count in [3, 4, 5, 6, 7, 9, 10] {
      let all = (0..<Int32(count)).map { $0 }
      var reach = [Set<Int32>](repeating: Set(all), count: count)
      for cut in Partition(.majorityRing).cuts(of: all, chosen: []) {
        for source in cut.sources { reach[Int(source)].subtract(cut.destinations) }
      }
      #expect(reach.allSatisfy { $0.count > count / 2 }, "\(count) hosts")
      if count > 4 { #expect(Set(reach).count == count, "\(count) hosts") }
    }
  }

  @Test func `one way means from the first group only`() {
    let reach = reach(Partition(between: [[0], [1, 2]], isOneWay: true))
    #expect(reach[0]?.count == 5 && reach[1]?.count == 7)
  }
}
