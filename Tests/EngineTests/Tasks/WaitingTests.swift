import Dispatch
import Engine
import Foundation
import Primitives
import Testing

/// How tasks give up the thread and come back to it.
@Suite struct WaitingTests {
  /// Runs two tasks that write down when they woke, each a few times.
  private static func wakes() -> [String] {
    let simulation = Simulation(seed: 1)
    let home = TaskHome(simulation, place: "here")
    let log = Log()
    for (name, step) in [("a", 2), ("b", 3)] {
      home.launch(SimulationTask(name, executor: home.executor)) {
        for round in 1...3 {
          _ = await simulation.sleep(until: .zero + .milliseconds(step * round))
          log.entries.append("\(name)\(step * round)")
        }
      }
    }
    simulation.run()
    return log.entries
  }

  private final class Log: @unchecked Sendable {
    var entries: [String] = []
    var counter = Counter()
  }

  /// A value whose change takes time, so that the access to it lasts over a wait.
  private struct Counter {
    var count = 0

    mutating func add(_ amount: Int, in simulation: Simulation) async {
      let before = count
      _ = await simulation.sleep(until: simulation.now + .milliseconds(5))
      count = before + amount
    }
  }

  @Test func `tasks wake in order within another task and on a bare thread`() async {
    let expected = ["a2", "b3", "a4", "b6", "a6", "b9"]
    #expect(Self.wakes() == expected)
    let log = Log()
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      log.entries = Self.wakes()
      // What the runtime believes of the thread must still hold: a new task starts as usual.
      let inner = Self.wakes()
      if inner != log.entries { log.entries = [] }
      done.signal()
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        done.wait()
        continuation.resume()
      }
    }
    #expect(log.entries == expected)
  }

  @Test func `a task takes along an access that lasts over its wait`() {
    let simulation = Simulation(seed: 1)
    let home = TaskHome(simulation, place: "here")
    let logs = [Log(), Log()]
    for (number, log) in logs.enumerated() {
      home.launch(SimulationTask("adds \(number)", executor: home.executor)) {
        for _ in 1...3 { await log.counter.add(number + 1, in: simulation) }
      }
    }
    home.launch(SimulationTask("plain", executor: home.executor)) {
      for round in 1...20 { _ = await simulation.sleep(until: .zero + .milliseconds(round)) }
    }
    #expect(simulation.run() == .quiescent)
    #expect(logs.map(\.counter.count) == [3, 6])
  }

  @Test func `a run within a run leaves the outer one as it was`() {
    let simulation = Simulation(seed: 1)
    let home = TaskHome(simulation, place: "here")
    let log = Log()
    home.launch(SimulationTask("outer", executor: home.executor)) {
      for round in 1...2 {
        _ = await simulation.sleep(until: .zero + .milliseconds(round))
        log.entries += Self.wakes()
      }
    }
    #expect(simulation.run() == .quiescent)
    #expect(log.entries == Self.wakes() + Self.wakes())
    #expect(simulation.now == .zero + .milliseconds(2))
  }

  @Test func `a crowd of tasks wakes in the order of its instants`() {
    let simulation = Simulation(seed: 1)
    let home = TaskHome(simulation, place: "here")
    var stream = simulation.streams.stream(.workload, at: "crowd", purpose: "instants")
    let instants = (0..<40_000).map { _ in
      Instant(nanoseconds: Int64(stream.below(1_000_000_000)))
    }
    let log = Wakes()
    let tasks = instants.map { instant in
      let task = SimulationTask("sleeper", executor: home.executor)
      home.launch(task) {
        let wake = await simulation.sleep(until: instant)
        guard case .resumed = wake else { return }
        log.instants.append(simulation.now)
      }
      return task
    }
    // Some that end before their time, so that their timers are met by nobody.
    simulation.schedule(at: .zero + .milliseconds(500)) {
      for task in tasks[..<5_000] { task.cancel() }
    }
    simulation.run()
    let middle = Instant.zero + .milliseconds(500)
    let expected = instants.enumerated().filter { $0 >= 5_000 || $1 < middle }.map(\.element)
    #expect(log.instants == expected.sorted())
  }

  private final class Wakes: @unchecked Sendable {
    var instants: [Instant] = []
  }
}
