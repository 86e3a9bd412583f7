import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct FaultInjectorTests {
  private let crash = Fault.crash()
  private let short = Distribution.constant(.milliseconds(1))

  /// One fault of every kind that a cluster supports by itself.
  static func everyKind() -> FaultPlan {
    let faults: [Fault] = [
      .drop, .delay(.uniform(.zero, .milliseconds(20))),
      .duplicate(after: .uniform(.zero, .milliseconds(9))), .reorder(within: .milliseconds(9)),
      .corrupt(.noticed), .corrupt(.unnoticed), .refuse, .hang, .loseReply,
      .partition(Partition(.halves)), .heal, .clog(.uniform(.zero, .milliseconds(30))), .hold,
      .release, .crash(), .crash(wipesDisk: true, takesMachine: true), .restart, .stop(), .pause,
      .resume, .slow(7), .skew(ClockSkew(jump: .seconds(1), strobe: .seconds(2))),
      .disk(.stall(.constant(.milliseconds(30)))), .disk(.error(Ratio(1, 2))), .disk(.full),
      .disk(.lie), .disk(.torn), .disk(.wipe),
      .store(.failover(.constant(.milliseconds(20)))), .store(.lag(.constant(.milliseconds(9)))),
      .store(.backup), .store(.restore), .fail("no luck"),
      .replace(Replacement(version: "v2", batch: 2, pause: .milliseconds(50))),
    ]
    return FaultPlan(
      faults.enumerated().map { number, fault in
        var trigger = FaultTrigger()
        trigger.probability = Ratio(1, 8)
        switch fault {
        case .fail: trigger.failpoint = FailpointCondition("after-commit")
        case _ where fault.kind.concernsMessages: trigger.message = .requests()
        default:
          trigger.probability = Ratio(3, 4)
          trigger.every = .uniform(.milliseconds(50), .milliseconds(400))
        }
        let target: FaultTarget = fault.kind.concernsHosts ? .oneOf([1, 2, 3]) : .occasion
        return PlannedFault(
          "\(number)-\(fault.kind.rawValue)", trigger, fault, on: target,
          lasting: fault.kind.concernsMessages ? nil : .uniform(.zero, .milliseconds(99)))
      })
  }

  @Test func `the same seed gives the same digest with every kind of fault armed`() throws {
    func digest(_ seed: Seed, _ level: TraceLevel) throws -> (Digest, [String], Set<FaultKind>) {
      let bench = FaultBench(seed: seed, replicas: 3, level: level)
      bench.usesStore = true
      let plan = FaultInjectorTests.everyKind()
      try bench.run(plan: plan)
      bench.injector.healAll()
      _ = bench.simulation.run(until: Instant(nanoseconds: 8_000_000_000))
      #expect(bench.injector.standingCount == 0)
      #expect(bench.cluster.hosts.allSatisfy { !$0.isPaused && $0.slowness == 1 })
      let unfired = bench.injector.unfired
      let fired = plan.faults.filter { !unfired.contains($0.id) }.map(\.fault.kind)
      bench.shutDown()
      return (bench.simulation.digest, unfired, Set(fired))
    }
    var digests: Set<Digest> = []
    var fired: Set<FaultKind> = []
    for seed in 1...8 {
      let first = try digest(Seed(UInt64(seed)), .digest)
      let second = try digest(Seed(UInt64(seed)), .full)
      #expect(first.0 == second.0 && first.1 == second.1)
      digests.insert(first.0)
      fired.formUnion(first.2)
    }
    #expect(digests.count == 8)
    #expect(fired == Set(FaultKind.allCases).subtracting([.outside]))
  }

  @Test func `what waits for a fault that is left out is left out too`() {
    func fault(_ id: String, after other: String? = nil) -> PlannedFault {
      var trigger = FaultTrigger.at(.seconds(1))
      if let other {
        trigger = FaultTrigger()
        trigger.afterFault = other
      }
      return PlannedFault(id, trigger, .pause, on: .hosts([1]))
    }
    let plan = FaultPlan([
      fault("c", after: "b"), fault("a"), fault("b", after: "a"), fault("d"),
    ])
    #expect(plan.without(["a"]).faults.map(\.id) == ["d"])
    #expect(plan.without(["c"]).faults.map(\.id) == ["a", "b", "d"])
  }

  @Test func `a fault that never struck is listed`() throws {
    let bench = try FaultBench().run(
      PlannedFault("late", .at(.seconds(60)), crash, on: .hosts([1])),
      PlannedFault("other", .message(MessageCondition(method: "counter.reset")), .drop),
      PlannedFault("real", .message(.requests(nth: 1)), .drop))
    #expect(bench.injector.unfired == ["late", "other"])
    #expect(bench.injector.tallies.map(\.strikes) == [0, 0, 1])
  }

  @Test func `all given conditions must hold`() throws {
    var trigger = FaultTrigger.message(.requests())
    trigger.during = FaultWindow(from: .milliseconds(300), until: .milliseconds(400))
    trigger.afterFault = "first"
    let first = PlannedFault("first", .at(.milliseconds(355)), .disk(.wipe), on: .hosts([1]))
    let bench = try FaultBench().run(first, PlannedFault("f", trigger, .refuse))
    #expect(bench.ends.filter { $0.code != nil }.map(\.number) == [35, 36, 37, 38])
    trigger.every = .constant(.milliseconds(20))
    let rarer = try FaultBench().run(first, PlannedFault("f", trigger, .refuse))
    #expect(rarer.ends.filter { $0.code != nil }.map(\.number) == [35, 37])
    trigger.failpoint = FailpointCondition("nowhere")
    let never = try FaultBench().run(first, PlannedFault("f", trigger, .refuse))
    #expect(never.injector.unfired == ["f"] && never.failures == 0)
  }

  @Test func `a fault follows another one after a while`() throws {
    var after = FaultTrigger()
    after.afterFault = "drop"
    after.delay = .constant(.milliseconds(50))
    let bench = try FaultBench().run(
      PlannedFault("drop", .message(.requests(nth: 10)), .drop),
      PlannedFault("crash", after, crash, on: .hosts([1]), lasting: short))
    let struck = bench.simulation.trace.events.filter { $0.kind == .faultStruck }
    #expect(struck.map { $0.instant.nanoseconds / 1_000_000 } == [100, 150])
  }

  @Test func `a period repeats until its budget or its stretch is over`() throws {
    var every = FaultTrigger()
    every.every = .constant(.milliseconds(100))
    #expect(try FaultBench().run(wipe(every), until: 2).strikes("w") == 20)
    every.budget = 3
    #expect(try FaultBench().run(wipe(every), until: 2).strikes("w") == 3)
    every.budget = nil
    every.during = FaultWindow(from: .milliseconds(500), until: .milliseconds(900))
    #expect(try FaultBench().run(wipe(every), until: 2).strikes("w") == 3)
  }

  private func wipe(_ trigger: FaultTrigger) -> PlannedFault {
    PlannedFault("w", trigger, .disk(.wipe), on: .hosts([1]))
  }

  @Test func `what is healed never strikes again, what must not heal stays`() throws {
    let bench = FaultBench()
    try bench.run(
      PlannedFault("a", .at(.milliseconds(100)), .slow(5), on: .hosts([0]), heals: false),
      PlannedFault("b", .at(.milliseconds(100)), .slow(5), on: .hosts([1])), until: 1)
    bench.injector.healAll()
    #expect(bench.cluster.hosts.map(\.slowness) == [5, 1])
    #expect(bench.injector.isQuiet)
  }

  @Test func `a plan that cannot be carried out is refused with the reason`() {
    func reason(_ fault: PlannedFault) -> String? {
      do throws(FaultPlanError) {
        try FaultBench().injector.arm(FaultPlan([fault]))
        return nil
      } catch {
        return error.reason
      }
    }
    let now = FaultTrigger.at(.zero)
    #expect(reason(PlannedFault("f", FaultTrigger(), .drop)) == "nothing says when it happens")
    #expect(reason(PlannedFault("f", now, crash)) == "nothing says to which host it happens")
    #expect(reason(PlannedFault("f", now, .fail("x"))) == "only a failpoint can fail")
    #expect(
      reason(PlannedFault("f", now, crash, on: .hosts([9])))
        == "there is no host 9, hosts are 0 to 1")
    #expect(
      reason(
        PlannedFault("f", now, .replace(Replacement(version: "v9")), on: .hosts([1])))
        == "counter has no version 'v9'")
    #expect(
      reason(PlannedFault("f", now, .outside(OutsideFault("bank", "down"))))
        == "no outside party is called 'bank'")
    #expect(reason(PlannedFault("f", now, crash, on: .hosts([1]))) == nil)
  }

  @Test func `a process that crashes at any event has no effect afterwards`() throws {
    for nth in 1...500 {
      let bench = FaultBench(seed: 3)
      bench.usesStore = true
      var end = Instant.distantFuture
      bench.cluster.lifeObserver = { host, kind in
        if host.index == 1, kind == .processCrashed { end = host.cluster.simulation.now }
      }
      var settings = PlannedFault(
        "c", .event(EventCondition(nth: nth)), crash, on: .hosts([1]),
        lasting: .constant(.seconds(60)))
      settings.heals = false
      try bench.run(settings, until: 3)
      #expect(bench.strikes("c") == 1, "event \(nth)")
      let events = bench.simulation.trace.events
      guard let crashed = events.firstIndex(where: { $0.kind == .processCrashed }) else {
        Issue.record("no crash at event \(nth)")
        return
      }
      let later = events[(crashed + 1)...].filter {
        $0.place == 1 && [.messageSent, .committed, .operationInvoked].contains($0.kind)
      }
      // Word that the connection broke or that nobody listens comes from the machine.
      let words = later.map { bench.simulation.trace.text($0.text) }
      #expect(words.allSatisfy { $0.hasSuffix("refusal") || $0.hasSuffix("reset") }, "\(nth)")
      #expect(events[crashed].instant == end && bench.ends.count == 100, "event \(nth)")
      bench.shutDown()
      #expect(bench.simulation.liveTaskCount == 0 && bench.simulation.openWaitCount == 0)
    }
  }

  @Test func `two thousand crashes and restarts leave nothing behind`() throws {
    var settings = HostSettings()
    settings.restart = .always(after: .milliseconds(1))
    let bench = FaultBench(level: .digest, settings: settings)
    bench.usesStore = true
    bench.calls = 4_500
    bench.interval = .milliseconds(1)
    bench.patience = .milliseconds(4)
    var every = FaultTrigger()
    every.every = .constant(.milliseconds(2))
    try bench.run(PlannedFault("c", every, crash, on: .hosts([1])), until: 4)
    #expect(bench.server.incarnations >= 2_000)
    // The service's own, the caller's loop and few calls on their way.
    #expect(bench.simulation.liveTaskCount < 20 && bench.simulation.openWaitCount < 20)
    #expect(bench.cluster.network.inFlightCount < 10)
    #expect(bench.simulation.pendingCount < 50)
    bench.injector.healAll()
    _ = bench.simulation.run(until: Instant(nanoseconds: 9_000_000_000))
    #expect(bench.cluster.network.inFlightCount == 0)
    bench.shutDown()
    #expect(bench.simulation.liveTaskCount == 0 && bench.simulation.openWaitCount == 0)
    #expect(bench.ends.count == 4_500)
  }
}
