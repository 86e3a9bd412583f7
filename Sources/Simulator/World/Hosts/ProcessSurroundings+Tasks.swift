package import Engine
public import ServiceRuntime

/// Concurrent work of one life of a service.
extension ProcessSurroundings: TaskSpawner {
  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask {
    process.launch(label, body)
  }
}

/// A task is what whoever started it holds, so that starting one makes no object beside it.
extension SimulationTask: SpawnedTask {
  package func join() async throws(Cancelled) {
    switch await untilDone() {
    case .resumed, .timeout: return
    case .cancelled: throw .task
    case .processEnded: throw .process
    }
  }
}
