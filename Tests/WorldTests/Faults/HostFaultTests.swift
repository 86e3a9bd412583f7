import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct HostFaultTests {
  private func failed(_ bench: FaultBench) -> [Int] {
    bench.ends.filter { $0.code != nil }.map(\.number).sorted()
  }

  @Test func `a crashed process refuses calls until it is back`() throws {
    let bench = try FaultBench().run(
      PlannedFault(
        "c", .at(.milliseconds(205)), .crash(), on: .hosts([1]),
        lasting: .constant(.milliseconds(100))))
    #expect(failed(bench) == Array(20..<30))
    #expect(bench.failures(.connectionRefused) == 10 && bench.server.incarnations == 2)
  }

  @Test func `a crashed machine does not even refuse`() throws {
    let bench = try FaultBench().run(
      PlannedFault(
        "c", .at(.milliseconds(205)), .crash(takesMachine: true), on: .hosts([1]),
        lasting: .constant(.milliseconds(100))))
    #expect(bench.failures(.deadlineExceeded) == 10 && bench.failures == 10)
  }

  @Test func `a crash loses memory and keeps the disk unless it wipes it`() throws {
    func records(_ wipes: Bool) throws -> Int {
      let bench = FaultBench()
      bench.usesStore = true
      try bench.run(
        PlannedFault(
          "c", .at(.milliseconds(505)), .crash(wipesDisk: wipes), on: .hosts([1]),
          lasting: .constant(.milliseconds(100))))
      return bench.server.disk.database.count
    }
    #expect(try records(false) == 90)
    #expect(try records(true) == 40)
  }

  @Test func `a crash at a failpoint happens between two lines of code`() throws {
    let settings = { () -> HostSettings in
      var settings = HostSettings()
      settings.restart = .always(after: .milliseconds(20))
      return settings
    }()
    let bench = FaultBench(settings: settings)
    bench.usesStore = true
    try bench.run(PlannedFault("c", .failpoint("after-commit", nth: 5), .crash()))
    #expect(bench.failures(.connectionLost) == 1)
    #expect(bench.server.disk.database.value(of: CounterService.table, "4") == 5)
    #expect(bench.notes.contains { $0.hasSuffix("begins 4") })
    #expect(!bench.notes.contains { $0.hasSuffix("ends 4") })
  }

  @Test func `a pause at a failpoint happens between two lines of code`() throws {
    let bench = FaultBench()
    bench.patience = .seconds(1)
    try bench.run(
      PlannedFault(
        "p", .failpoint("before-commit", nth: 5), .pause, lasting: .constant(.milliseconds(300))))
    // Nothing of the host is seen before it thaws, not even the end of what it was about to do.
    let paused = bench.ends.filter { $0.milliseconds >= 200 }.map(\.number)
    #expect(paused.first == 4 && paused.count >= 10, "\(paused)")
    #expect(bench.failures == 0)
  }

  @Test func `a failpoint can fail, wait or hand on to the rule before it`() throws {
    let fail = try FaultBench().run(
      PlannedFault("f", .failpoint("before-commit", nth: 2), .fail("no luck")))
    #expect(fail.failures(.internal) == 1 && fail.failures == 1)
    let wait = try FaultBench().run(
      PlannedFault(
        "f", .failpoint("before-commit", nth: 2), .delay(.constant(.milliseconds(9)))))
    #expect(wait.ends.filter { $0.milliseconds == 11 }.map(\.number) == [1])
    #expect(wait.injector.spells.map { $0.duration(by: .distantFuture) } == [.milliseconds(9)])
  }

  @Test func `a crash at an event comes before what the event leads to`() throws {
    let bench = try FaultBench().run(
      PlannedFault(
        "c", .event(EventCondition(.messageDelivered, on: [1], nth: 7)), .crash(),
        lasting: .constant(.milliseconds(5))))
    #expect(bench.failures(.connectionLost) == 1 && bench.begins == 99)
  }

  @Test func `restart policies say when the next life begins`() throws {
    func lives(_ policy: RestartPolicy) throws -> [Int64] {
      var settings = HostSettings()
      settings.restart = policy
      var trigger = FaultTrigger.event(EventCondition(.processStarted, on: [1]))
      trigger.delay = .constant(.milliseconds(1))
      let bench = FaultBench(settings: settings)
      try bench.run(PlannedFault("c", trigger, .crash()), until: 2)
      return bench.simulation.trace.events
        .filter { $0.kind == .processStarting && $0.place == 1 }
        .map { $0.instant.nanoseconds / 1_000_000 }
    }
    #expect(try lives(.never) == [0])
    #expect(try lives(.always(after: .milliseconds(500))) == [0, 501, 1002, 1503])
    let backoff = RestartPolicy.backoff(first: .milliseconds(100), longest: .milliseconds(400))
    #expect(try lives(backoff) == [0, 101, 302, 703, 1104, 1505, 1906])
  }

  @Test func `a life that lasts resets the backoff`() throws {
    var settings = HostSettings()
    settings.restart = .backoff(first: .milliseconds(10), longest: .milliseconds(100))
    let bench = FaultBench(settings: settings)
    var every = FaultTrigger()
    every.every = .constant(.milliseconds(300))
    try bench.run(PlannedFault("c", every, .crash(), on: .hosts([1])), until: 2)
    #expect(bench.server.incarnations == 7)
    #expect(bench.failures > 0 && bench.failures <= 6)
  }

  @Test func `starting takes its time`() throws {
    var settings = HostSettings()
    settings.startup = .milliseconds(300)
    let bench = try FaultBench(settings: settings).run()
    #expect(bench.failures(.connectionRefused) == 29)
    #expect(bench.ends.filter { $0.code == nil }.map(\.number).min() == 29)
  }

  @Test func `a graceful stop finishes what is under way`() throws {
    var settings = HostSettings()
    settings.processing = .constant(.milliseconds(30))
    func run(_ fault: Fault) throws -> FaultBench {
      try FaultBench(settings: settings).run(
        PlannedFault(
          "s", .at(.milliseconds(205)), fault, on: .hosts([1]),
          lasting: .constant(.milliseconds(300))))
    }
    let stop = try run(.stop())
    #expect(stop.failures(.connectionLost) == 0 && stop.failures(.connectionRefused) == 30)
    #expect(stop.notes.contains { $0.contains("drains") })
    let crash = try run(.crash())
    #expect(crash.failures(.connectionLost) == 3 && crash.failures == 33)
    let impatient = try run(.stop(grace: .milliseconds(15)))
    #expect(impatient.failures(.connectionLost) == 2)
  }

  @Test func `a host that was stopped while it was frozen starts again`() throws {
    let bench = try FaultBench().run(
      PlannedFault(
        "p", .at(.milliseconds(200)), .pause, on: .hosts([1]),
        lasting: .constant(.milliseconds(300))),
      PlannedFault(
        "s", .at(.milliseconds(205)), .stop(grace: .milliseconds(50)), on: .hosts([1]),
        lasting: .constant(.milliseconds(10))))
    #expect(bench.server.incarnations == 2)
    #expect(bench.ends.contains { $0.number == 99 && $0.code == nil })
  }

  @Test func `a paused host does nothing, keeps its memory and catches up`() throws {
    let bench = FaultBench()
    try bench.run(
      PlannedFault(
        "p", .at(.milliseconds(205)), .pause, on: .hosts([1]),
        lasting: .constant(.milliseconds(100))))
    #expect(bench.failures == 0 && bench.server.incarnations == 1)
    #expect(bench.ends.filter { $0.milliseconds > 2 }.map(\.number).sorted() == Array(20..<30))
    #expect(!bench.notes.contains { $0.hasPrefix("25") })
    let resumed = try FaultBench().run(
      PlannedFault("p", .at(.milliseconds(205)), .pause, on: .hosts([1])),
      PlannedFault("r", .at(.milliseconds(225)), .resume, on: .hosts([1])))
    #expect(resumed.ends.filter { $0.milliseconds > 2 }.map(\.number).sorted() == [20, 21])
  }

  @Test func `what waits for a paused host is refused when the host crashes`() throws {
    let bench = try FaultBench().run(
      PlannedFault("p", .at(.milliseconds(205)), .pause, on: .hosts([1])),
      PlannedFault(
        "c", .at(.milliseconds(225)), .crash(), on: .hosts([1]),
        lasting: .constant(.milliseconds(1))))
    #expect(bench.failures(.connectionRefused) == 2 && bench.failures == 2)
    bench.shutDown()
    #expect(bench.simulation.liveTaskCount == 0 && bench.simulation.openWaitCount == 0)
  }

  @Test func `a slow host takes longer for everything, and no longer when it is over`() throws {
    var settings = HostSettings()
    settings.processing = .constant(.milliseconds(2))
    let bench = try FaultBench(settings: settings).run(
      PlannedFault(
        "s", .during(.milliseconds(205), .milliseconds(405)), .slow(3), on: .hosts([1])))
    let slow = bench.ends.filter { (20..<40).contains($0.number) }
    #expect(slow.allSatisfy { $0.milliseconds >= 8 } && bench.failures == 0)
    #expect(
      bench.ends.filter { !(20..<40).contains($0.number) }.allSatisfy { $0.milliseconds == 4 })
    let free = try FaultBench().run(
      PlannedFault("s", .at(.zero), .slow(101), on: .hosts([1])))
    #expect(free.ends.allSatisfy { $0.milliseconds >= 7 })
  }

  @Test func `a rolling replacement runs two versions at once and ends with the new one`() throws {
    let bench = try FaultBench(replicas: 3).run(
      PlannedFault(
        "r", .at(.milliseconds(205)),
        .replace(Replacement(version: "v2", batch: 1, pause: .milliseconds(200))),
        on: .hosts([1, 2, 3])))
    let versions = bench.ends.sorted { $0.number < $1.number }.map(\.version)
    #expect(bench.failures == 0)
    #expect(versions[..<20].allSatisfy { $0.isEmpty } && versions[65...].allSatisfy { $0 == "v2" })
    #expect(Set(versions[25..<35]) == ["", "v2"])
  }

  @Test func `clocks go wrong in four ways and only the wall clock does`() throws {
    func walls(_ skew: ClockSkew) throws -> [Int64] {
      let bench = try FaultBench().run(
        PlannedFault(
          "s", .during(.milliseconds(205), .milliseconds(605)), .skew(skew), on: .hosts([0])))
      #expect(bench.ends.allSatisfy { $0.milliseconds == 2 })
      return bench.ends.map {
        $0.wall - HostClock.epoch.nanosecondsSinceEpoch - $0.end.nanoseconds
      }
    }
    let back = try walls(ClockSkew(jump: .seconds(-5)))
    #expect(back[19] == 0 && back[20] == -5_000_000_000 && back[60] == 0)
    let ahead = try walls(ClockSkew(offset: .seconds(7)))
    #expect(ahead[30] == 7_000_000_000 && ahead[60] == 0)
    let drift = try walls(ClockSkew(drift: 1_000_000))
    #expect(drift[20] == 7_000 && drift[30] == 107_000 && drift[60] == 0)
    let strobe = try walls(ClockSkew(strobe: .seconds(1), strobePeriod: .milliseconds(20)))
    #expect(Set(strobe[20..<60]) == [0, 1_000_000_000] && strobe[60...].allSatisfy { $0 == 0 })
    #expect(try walls(ClockSkew()).allSatisfy { $0 == 0 })
  }
}
