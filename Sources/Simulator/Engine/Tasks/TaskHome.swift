/// The isolation that all code of one process shares.
///
/// Tasks started here run on the process's executor, and functions that do not state an isolation
/// of their own inherit it, so that service code runs between two awaits without any hop.
package actor TaskHome {
  /// The executor of the process.
  package nonisolated let executor: SimulationExecutor

  package nonisolated let unownedExecutor: UnownedSerialExecutor

  package init(_ simulation: Simulation, place: String) {
    executor = SimulationExecutor(simulation, place: place)
    unownedExecutor = executor.asUnownedSerialExecutor()
  }

  /// Starts a task; it becomes ready now and runs when the simulation comes to it.
  package nonisolated func launch(_ task: SimulationTask, _ body: @escaping () async -> Void) {
    executor.simulation.liveTaskCount += 1
    nonisolated(unsafe) let work = Work(task: task, body: body)
    assumeIsolated { home in home.start(work) }
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

  private struct Work {
    let task: SimulationTask
    let body: () async -> Void
  }
}
