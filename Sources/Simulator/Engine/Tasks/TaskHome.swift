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
    executor.simulation.liveTaskCount += 1
    nonisolated(unsafe) let work = Work(task: task, body: body)
    let simulation = executor.simulation
    simulation.remember(task)
    simulation.hot.pointee.launching = .passUnretained(task)
    assumeIsolated { home in home.start(work) }
    simulation.hot.pointee.launching = nil
  }

  private func start(_ work: Work) {
    nonisolated(unsafe) let work = work
    Task { await run(work) }
  }

  private func run(_ work: Work) async {
    work.task.begin()
    await work.body()
    work.task.finish()
  }

  /// A task and what it does.
  private struct Work {
    let task: SimulationTask
    let body: () async -> Void
  }
}
