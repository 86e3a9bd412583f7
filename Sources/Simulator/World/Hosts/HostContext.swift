import Engine
import Primitives
package import ServiceRuntime

/// The capabilities that a host hands out to a process, one small class each.

/// Chance for one life of a service.
final class ProcessRandom: RandomSource {
  private var stream: RandomStream
  private let simulation: Simulation

  init(_ process: HostProcess) {
    simulation = process.host.cluster.simulation
    stream = simulation.streams.stream(
      .service, at: process.host.key, purpose: "service",
      occurrence: UInt64(process.incarnation))
  }

  func next() -> UInt64 {
    let word = stream.next()
    simulation.withDigest { $0.combine(word) }
    return word
  }
}

/// Concurrent work of one life of a service.
final class ProcessTasks: TaskSpawner {
  private unowned(unsafe) let process: HostProcess

  init(_ process: HostProcess) {
    self.process = process
  }

  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask {
    ProcessTask(process.launch(label, body), process)
  }
}

/// A piece of concurrent work.
final class ProcessTask: SpawnedTask {
  private let task: SimulationTask

  init(_ task: SimulationTask, _ process: HostProcess) {
    self.task = task
    if process.isFenced { task.cancel() }
  }

  func cancel() {
    task.cancel()
  }

  func join() async throws(Cancelled) {
    switch await task.join() {
    case .resumed, .timeout: return
    case .cancelled: throw .task
    case .processEnded: throw .process
    }
  }
}

/// Named points of one life of a service.
final class ProcessFailpoints: Failpoints {
  private unowned(unsafe) let process: HostProcess
  private let cluster: Cluster

  init(_ process: HostProcess) {
    self.process = process
    cluster = process.host.cluster
  }

  var isArmed: Bool { cluster.failpointRule != nil || cluster.simulation.trace.isFull }

  func reach(_ name: FailpointName) async throws {
    if process.isFenced { throw Cancelled.process }
    cluster.simulation.annotate(.failpointReached, at: process.host.index, text: name.text)
    guard let rule = cluster.failpointRule else { return }
    switch rule.verdict(at: name, on: process.host) {
    case .pass:
      break
    case .crash(let wipesDisk):
      cluster.crash(process.host, wipesDisk: wipesDisk)
    case .delay(let duration):
      let wake = await cluster.simulation.sleep(until: cluster.simulation.now + duration)
      if wake == .cancelled { throw Cancelled.task }
    case .fail(let error):
      throw error
    }
    if process.isFenced { throw Cancelled.process }
  }
}

/// Decides what happens at named points.
package protocol FailpointRule: AnyObject {
  /// What happens now that a point has been reached on a host.
  func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict
}

/// What happens at a named point.
package enum FailpointVerdict {
  /// Nothing.
  case pass
  /// The process dies.
  case crash(wipesDisk: Bool)
  /// Time passes.
  case delay(Duration)
  /// The code sees an error.
  case fail(RPCError)
}
