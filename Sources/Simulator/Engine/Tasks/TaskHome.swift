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
    executor.liveCount += 1
    simulation.remember(task)
    if let seat = executor.takeSeat() {
      seat.assign(task, body)
      return executor.resume(seat, for: task)
    }
    let seat = TaskSeat()
    seat.assign(task, body)
    executor.newcomer = seat
    simulation.hot.pointee.launching = .passUnretained(task)
    assumeIsolated { home in home.start() }
    simulation.hot.pointee.launching = nil
  }

  /// Has the runtime make a task for the newcomer.
  ///
  /// Every asynchronous function between the task and its body costs a frame of each task.
  private func start() {
    guard let newcomer = executor.newcomer else { return }
    executor.newcomer = nil
    nonisolated(unsafe) let seat = newcomer
    Task {
      // A closure is isolated to the actor that it captures.
      _ = self
      while let body = seat.takeBody() {
        await body()
        // What it holds must not wait for the next task.
        _ = consume body
        guard seat.finish() else { return }
        await leaveThread()
      }
    }
  }
}
