/// The isolation that all code of one process shares.
///
/// Tasks started here run on the process's executor, and functions that do not state an isolation
/// of their own inherit it, so that service code runs between two awaits without any hop.
package actor TaskHome {
  /// The executor of the process.
  package nonisolated let executor: SimulationExecutor

  package nonisolated let unownedExecutor: UnownedSerialExecutor

  /// A home for the tasks of one place.
  ///
  /// - Parameter incarnation: how many lives of the place there were before, where that is known.
  package init(_ simulation: Simulation, place: String, incarnation: Int? = nil) {
    executor = SimulationExecutor(simulation, place: place, incarnation: incarnation)
    unownedExecutor = executor.asUnownedSerialExecutor()
  }

  /// Starts a task; it becomes ready now and runs when the simulation comes to it.
  package nonisolated func launch(_ task: SimulationTask, _ body: @escaping () async -> Void) {
    let simulation = executor.simulation
    simulation.liveTaskCount += 1
    simulation.remember(task)
    simulation.hot.pointee.launching = .passUnretained(task)
    nonisolated(unsafe) let (task, body) = (task, body)
    assumeIsolated { home in home.start(task, body) }
    simulation.hot.pointee.launching = nil
  }

  /// Every asynchronous function between the task and its body costs a frame of each task.
  private func start(_ task: SimulationTask, _ body: @escaping () async -> Void) {
    nonisolated(unsafe) let (task, body) = (task, body)
    Task {
      // A closure is isolated to the actor that it captures.
      _ = self
      task.begin()
      await body()
      task.finish()
    }
  }
}
