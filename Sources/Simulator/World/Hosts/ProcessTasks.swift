import Engine
import ServiceRuntime

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
