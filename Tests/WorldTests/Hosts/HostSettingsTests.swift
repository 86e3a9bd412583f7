import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct HostSettingsTests {
  private func settings(_ change: (inout HostSettings) -> Void) -> HostSettings {
    var settings = HostSettings()
    change(&settings)
    return settings
  }

  /// Calls that come every 10 ms and take 25 ms, one at a time, with room for two more.
  private func crowded(_ overflow: HostSettings.Overflow) throws -> FaultBench {
    let bench = FaultBench(
      settings: settings {
        $0.concurrency = 1
        $0.queue = 2
        $0.overflow = overflow
        $0.processing = .constant(.milliseconds(25))
      })
    bench.calls = 20
    bench.patience = .seconds(2)
    return try bench.run()
  }

  private func refused(_ bench: FaultBench) -> [Int] {
    bench.ends.filter { $0.code == .resourceExhausted }.map(\.number).sorted()
  }

  @Test func `a full queue turns away the newest or the oldest, or lets everybody wait`() throws {
    let newest = refused(try crowded(.reject))
    let oldest = refused(try crowded(.dropOldest))
    #expect(!newest.isEmpty && !oldest.isEmpty && newest != oldest)
    #expect(!oldest.contains(19) && newest.contains(19))
    let patient = try crowded(.block)
    #expect(patient.failures == 0 && patient.ends.count == 20)
  }

  @Test func `a handler's own time counts in place of the host's`() throws {
    func took(_ handlers: [HostSettings.HandlerTime]) throws -> Int64? {
      try FaultBench(
        settings: settings {
          $0.processing = .constant(.milliseconds(3))
          $0.handlers = handlers
        }
      ).run().ends.first?.milliseconds
    }
    #expect(try took([]) == 5)
    #expect(try took([.init(Increment.method, .constant(.milliseconds(7)))]) == 9)
    #expect(try took([.init("another", .constant(.milliseconds(7)))]) == 5)
  }

  @Test func `a wall clock steps when its host is set up so, and a repair keeps the step`() {
    let cluster = Cluster(Simulation(seed: 1))
    let host = cluster.addHost(
      "a-1", running: "a",
      settings: settings { $0.clockSteps = [.init(at: .seconds(5), by: .seconds(-2))] }
    ) { _ in IdleService() }
    func offset(at second: Int64) -> Duration {
      _ = cluster.simulation.run(until: Instant(nanoseconds: second * 1_000_000_000))
      let truth = HostClock.epoch.nanosecondsSinceEpoch + second * 1_000_000_000
      return .nanoseconds(host.clock.wallTime.nanosecondsSinceEpoch - truth)
    }
    #expect(offset(at: 4) == .zero)
    #expect(offset(at: 6) == .seconds(-2))
    host.clock.jump(by: .seconds(9))
    host.clock.repair()
    #expect(offset(at: 7) == .seconds(-2))
  }

  @Test func `a network that does not refuse lets callers of the dead wait`() throws {
    func codes(_ refuses: Bool) throws -> (refused: Int, late: Int) {
      let bench = FaultBench()
      bench.cluster.network.refusesUnheard = refuses
      try bench.run(
        PlannedFault(
          "c", .at(.milliseconds(205)), .crash(), on: .hosts([1]),
          lasting: .constant(.milliseconds(100))))
      return (bench.failures(.connectionRefused), bench.failures(.deadlineExceeded))
    }
    #expect(try codes(true) == (10, 0))
    #expect(try codes(false) == (0, 10))
  }
}

/// Does nothing.
private final class IdleService: Service {
  func start() async throws {}
}
