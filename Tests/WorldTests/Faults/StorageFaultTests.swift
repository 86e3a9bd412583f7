import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct StorageFaultTests {
  private let window = FaultTrigger.during(.milliseconds(205), .milliseconds(405))

  private func run(_ faults: PlannedFault...) throws -> FaultBench {
    let bench = FaultBench()
    bench.usesStore = true
    return try bench.run(plan: FaultPlan(faults))
  }

  private func onServer(_ trigger: FaultTrigger, _ fault: Fault) -> PlannedFault {
    PlannedFault("f", trigger, fault, on: .hosts([1]))
  }

  private func records(_ bench: FaultBench) -> Int { bench.server.disk.database.count }

  @Test func `without faults everything is stored`() throws {
    let bench = try run()
    #expect(bench.failures == 0 && records(bench) == 100)
  }

  @Test func `commits wait while the disk stands still`() throws {
    let bench = try run(
      onServer(.at(.milliseconds(205)), .disk(.stall(.constant(.milliseconds(100))))))
    #expect(bench.failures == 0 && records(bench) == 100)
    #expect(bench.ends.filter { $0.milliseconds > 2 }.map(\.number) == Array(20..<30))
    #expect(bench.injector.standingCount == 0)
  }

  @Test func `a disk that fails fails the share that was asked for`() throws {
    let all = try run(onServer(window, .disk(.error(.one))))
    #expect(all.failures == 20 && records(all) == 80)
    let some = try run(onServer(window, .disk(.error(Ratio(1, 2)))))
    #expect((3...17).contains(some.failures) && records(some) == 100 - some.failures)
  }

  @Test func `a full disk takes nothing more until there is room`() throws {
    let bench = try run(onServer(window, .disk(.full)))
    #expect(bench.failures == 20 && records(bench) == 80)
  }

  @Test func `a lying disk loses what it claimed when it crashes`() throws {
    let crash = PlannedFault(
      "c", .at(.milliseconds(355)), .crash(), on: .hosts([1]),
      lasting: .constant(.milliseconds(1)))
    let honest = try run(crash)
    #expect(records(honest) == 100)
    let lying = try run(onServer(window, .disk(.lie)), crash)
    #expect(lying.failures == 0 && records(lying) == 85)
  }

  @Test func `a wiped disk holds nothing that was stored before`() throws {
    let bench = try run(onServer(.at(.milliseconds(505)), .disk(.wipe)))
    #expect(bench.failures == 0 && records(bench) == 50)
  }

  @Test func `a torn commit is counted when the disk crashes with one under way`() throws {
    func torn(_ faults: PlannedFault...) throws -> Int {
      var settings = HostSettings()
      settings.disk = DiskProfile(
        commitLatency: .constant(.milliseconds(1)), syncLatency: .constant(.milliseconds(20)))
      let bench = FaultBench(settings: settings)
      bench.usesStore = true
      let crash = PlannedFault(
        "c", .at(.milliseconds(308)), .crash(), on: .hosts([1]),
        lasting: .constant(.milliseconds(1)))
      try bench.run(plan: FaultPlan(faults + [crash]))
      return bench.server.disk.fireCount(.tornCommit)
    }
    #expect(try torn() == 0)
    #expect(try torn(onServer(window, .disk(.torn))) == 1)
  }

  @Test func `a failover is away for a while and loses what the replica had not seen`() throws {
    let failover = PlannedFault(
      "fail", .at(.milliseconds(505)), .store(.failover(.constant(.milliseconds(100)))),
      on: .hosts([1]))
    let close = try run(failover)
    #expect(close.failures == 10 && records(close) == 90)
    let far = try run(
      onServer(.at(.zero), .store(.lag(.constant(.milliseconds(55))))), failover)
    #expect(far.failures == 10 && records(far) == 84)
  }

  @Test func `a backup brings back what was set aside and loses the rest`() throws {
    let restore = PlannedFault(
      "restore", .at(.milliseconds(605)), .store(.restore), on: .hosts([1]))
    let bench = try run(onServer(.at(.milliseconds(305)), .store(.backup)), restore)
    #expect(records(bench) == 70)
    let without = try run(restore)
    #expect(records(without) == 100 && without.injector.unfired == ["restore"])
  }

  @Test func `an outside party is told when to go wrong and when it is over`() throws {
    final class Processor: OutsideParty {
      let knownFaults = ["decline"]
      var told: [String] = []
      func strike(_ fault: OutsideFault) { told.append("strike \(fault.word)") }
      func heal(_ fault: OutsideFault) { told.append("heal \(fault.word)") }
    }
    let processor = Processor()
    let bench = FaultBench()
    bench.cluster.outsideParties["processor"] = processor
    #expect(processor.told.isEmpty)
    try bench.run(PlannedFault("f", window, .outside(OutsideFault("processor", "decline"))))
    #expect(processor.told == ["strike decline", "heal decline"])
    let unknown = FaultPlan([
      PlannedFault("g", window, .outside(OutsideFault("processor", "explode")))
    ])
    #expect(throws: FaultPlanError(id: "g", reason: "processor knows decline, not 'explode'")) {
      try bench.injector.arm(unknown)
    }
  }
}
