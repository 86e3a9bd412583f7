import Engine
import Glibc
import Primitives
import ServiceRuntime
import Testing

/// A few services around a broker: direct calls, crashes at failpoints, stores that survive them.
final class TestWorld {
  let simulation: Simulation
  var processes: [String: TestProcess] = [:]
  var stores: [String: MemoryStore] = [:]
  private var makers: [String: (ServiceContext) -> any Service] = [:]
  private var lives: [String: Int] = [:]
  /// The next failpoint at which a process crashes, and how many passes it still lets go.
  var crash: (point: FailpointName, passes: Int)?
  private(set) var crashes: [FailpointName] = []
  /// Replies to these methods are lost, so many times.
  var lostReplies: [String: Int] = [:]
  /// How long a crashed service stays away.
  var downtime = Duration.milliseconds(200)
  var counts: [String: Int] = [:]
  private var observed: RandomStream
  private let thread = pthread_self()

  init(seed: UInt64 = 1) {
    simulation = Simulation(
      seed: Seed(seed), limits: Limits(time: Instant(nanoseconds: 600_000_000_000)),
      policy: .randomOrder)
    observed = simulation.streams.stream(.network, at: "test", purpose: "delay")
  }

  /// Hosts a service from now on and whenever it is restarted.
  func host(_ name: String, _ make: @escaping (ServiceContext) -> any Service) {
    makers[name] = make
    start(name)
  }

  func store(_ name: String) -> MemoryStore {
    let store = stores[name] ?? MemoryStore()
    stores[name] = store
    return store
  }

  func start(_ name: String) {
    guard let make = makers[name] else { return }
    let life = lives[name, default: -1] + 1
    lives[name] = life
    let process = TestProcess(self, name, life: life)
    processes[name] = process
    process.launch("start") {
      let service = make(process.context)
      process.service = service
      do {
        try await service.start()
        process.isReady = true
      } catch {
        guard process.isAlive else { return }
        Issue.record("\(name) could not start: \(error)")
      }
    }
  }

  /// Ends a process at once; it comes back after the downtime unless it is to stay away.
  func crash(_ name: String, forGood: Bool = false) {
    guard let process = processes.removeValue(forKey: name) else { return }
    process.end()
    guard !forGood else { return }
    simulation.schedule(at: simulation.now + downtime) { [self] in start(name) }
  }

  func pass(_ point: FailpointName, in process: TestProcess) throws {
    guard let planned = crash, planned.point == point else { return }
    guard planned.passes == 0 else {
      crash = (point, planned.passes - 1)
      return
    }
    crash = nil
    crashes.append(point)
    crash(process.name)
    throw Cancelled.process
  }

  /// Everything runs on the thread of the test; code that left it would run at any time.
  func checkThread() {
    precondition(
      pthread_equal(thread, pthread_self()) != 0, "service code has left its executor")
  }

  func delay() -> Duration {
    .microseconds(200 + Int64(observed.below(1_800)))
  }

  func run(for duration: Duration) {
    _ = simulation.run(until: simulation.now + duration)
  }

  /// Runs code as a process of its own until the code has ended.
  @discardableResult
  func perform<Result>(_ body: @escaping (ServiceContext) async throws -> Result) -> Result? {
    let process = TestProcess(self, "client", life: lives["client", default: -1] + 1)
    lives["client"] = process.life
    var result: Result?
    var hasEnded = false
    process.launch("client") {
      do {
        result = try await body(process.context)
      } catch {
        Issue.record("the client failed: \(error)")
      }
      hasEnded = true
    }
    while !hasEnded, simulation.now < Instant(nanoseconds: 500_000_000_000) {
      run(for: .milliseconds(100))
    }
    #expect(hasEnded)
    return result
  }
}
