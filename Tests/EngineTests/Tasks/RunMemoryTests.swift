import Dispatch
import Engine
import Foundation
import Primitives
import Testing

/// Runs that use the memory of earlier ones are the same as if they had their own.
///
/// Tests are tasks with values bound, which their runs' tasks inherit, and such tasks are made
/// anew each time: what is tested here happens on bare threads.
@Suite struct RunMemoryTests {
  /// A value that tasks inherit from whoever starts them.
  private enum Bound {
    @TaskLocal static var word = "none"
  }

  private final class Log: @unchecked Sendable {
    var entries: [String] = []
    weak var payload: Payload?
    var idle = 0
    var left: [Int] = []
  }

  private final class Payload {}

  private static func onBareThread(_ body: @escaping @Sendable (Log) -> Void) async -> Log {
    let log = Log()
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        body(log)
        continuation.resume()
      }
    }
    return log
  }

  /// Three generations of tasks, each started by the one before.
  private static func run(in memory: RunMemory, _ log: Log, tasks: Int = 5) -> Digest {
    let simulation = Simulation(seed: 7, memory: memory)
    let home = simulation.makeHome(for: "here", incarnation: 0)
    for number in 0..<tasks {
      home.launch(SimulationTask("first", executor: home.executor)) {
        _ = await simulation.sleep(until: .zero + .milliseconds(number))
        home.launch(SimulationTask("second", executor: home.executor)) {
          _ = await simulation.sleep(until: simulation.now + .milliseconds(2))
          simulation.record(.logged, at: 0, value: UInt64(number))
          log.entries.append("\(number) at \(simulation.now) with \(Bound.word)")
        }
      }
    }
    simulation.run()
    home.executor.end()
    #expect(simulation.liveTaskCount == 0)
    log.idle = memory.idleTaskCount
    return simulation.digest
  }

  @Test func `a run in used memory is the same as one in new memory`() async {
    let log = await Self.onBareThread { log in
      let fresh = Self.run(in: RunMemory(), log)
      let first = log.entries
      let memory = RunMemory()
      for _ in 0..<20 {
        log.entries = []
        let digest = Self.run(in: memory, log)
        if digest != fresh || log.entries != first { log.entries = ["differs"] }
      }
    }
    #expect(log.entries.count == 5)
    #expect((1...10).contains(log.idle), "\(log.idle) tasks wait, ten were started")
  }

  @Test func `tasks inherit what is bound where they are started and nothing else`() async {
    let log = await Self.onBareThread { log in
      let memory = RunMemory()
      _ = Self.run(in: memory, Log())
      let simulation = Simulation(seed: 7, memory: memory)
      let home = simulation.makeHome(for: "here", incarnation: 0)
      func launch(_ name: String) {
        home.launch(SimulationTask(name, executor: home.executor)) {
          log.entries.append("\(name) \(Bound.word)")
        }
      }
      home.launch(SimulationTask("parent", executor: home.executor)) {
        launch("before")
        Bound.$word.withValue("bound") { launch("inside") }
        _ = await simulation.sleep(until: .zero + .milliseconds(1))
        launch("after")
      }
      simulation.run()
      home.executor.end()
    }
    #expect(log.entries == ["before none", "inside bound", "after none"])
  }

  @Test func `a task that waits for work keeps nothing of what it did`() async {
    let log = await Self.onBareThread { log in
      let memory = RunMemory()
      Self.holdPayload(memory, log)
      if log.payload == nil { log.entries.append("gone") }
      log.idle = memory.idleTaskCount
    }
    #expect(log.idle == 1)
    #expect(log.entries == ["ran", "gone"])
  }

  private static func holdPayload(_ memory: RunMemory, _ log: Log) {
    let simulation = Simulation(seed: 7, memory: memory)
    let home = simulation.makeHome(for: "here", incarnation: 0)
    let payload = Payload()
    log.payload = payload
    home.launch(SimulationTask("holder", executor: home.executor)) {
      withExtendedLifetime(payload) { log.entries.append("ran") }
    }
    simulation.run()
    home.executor.end()
  }

  @Test func `a run with more processes than are kept gives back the rest`() async {
    let log = await Self.onBareThread { log in
      let memory = RunMemory()
      for _ in 0..<3 {
        let homes = Self.manyLives(in: memory)
        log.left.append(homes.count { $0.home != nil })
      }
      log.idle = memory.idleTaskCount
    }
    #expect(log.idle == 512)
    #expect(log.left == [256, 256, 256], "of 400 homes each time")
  }

  @Test func `memory that is given up ends the tasks that wait in it`() async {
    let log = await Self.onBareThread { log in
      let homes = Self.manyLives(in: RunMemory())
      log.left.append(homes.count { $0.home != nil })
    }
    #expect(log.left == [0])
  }

  private struct Life {
    weak var home: TaskHome?
  }

  /// Processes that live at the same time, more than are kept, each with two tasks.
  private static func manyLives(in memory: RunMemory) -> [Life] {
    let simulation = Simulation(seed: 7, memory: memory)
    let homes = (0..<400).map { simulation.makeHome(for: "place \($0)", incarnation: 0) }
    for home in homes {
      for label in ["first", "second"] {
        home.launch(SimulationTask(label, executor: home.executor)) {
          _ = await simulation.sleep(until: .zero + .milliseconds(1))
        }
      }
    }
    simulation.run()
    for home in homes { home.executor.end() }
    #expect(simulation.liveTaskCount == 0)
    return homes.map { Life(home: $0) }
  }

  @Test func `memory that another run has is left alone`() async {
    let log = await Self.onBareThread { log in
      let memory = RunMemory()
      let outer = Simulation(seed: 1, memory: memory)
      let inner = Self.run(in: memory, log)
      let alone = Self.run(in: RunMemory(), log)
      if inner == alone { log.entries = ["same"] }
      withExtendedLifetime(outer) {}
      log.idle = memory.idleTaskCount
    }
    #expect(log.entries == ["same"])
    #expect(log.idle == 0)
  }
}
