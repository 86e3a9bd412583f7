/// A task as the simulation knows it: its place, its label, what it waits for.
package final class SimulationTask {
  /// What the task does, for traces and messages.
  package let label: String
  /// The place that the task runs at.
  package var place: String { executor.place }
  /// Whether somebody asked it to end.
  @exclusivity(unchecked) package private(set) var isCancelled = false
  /// Whether its body has returned.
  @exclusivity(unchecked) package private(set) var isFinished = false
  /// Whether it serves others and may wait for ever without being stuck.
  package let isDaemon: Bool
  /// The last event recorded on the task's behalf in a full trace, for causality.
  @exclusivity(unchecked) package var lastEvent: Int32 = -1

  /// Room for whoever keeps a list of tasks: the task's position in it.
  @exclusivity(unchecked) package var position = 0

  unowned(unsafe) let executor: SimulationExecutor
  /// The suspension that it waits in.
  @exclusivity(unchecked) var suspension: Suspension?
  @exclusivity(unchecked) private var joiners: [Suspension] = []

  package init(_ label: String, executor: SimulationExecutor, isDaemon: Bool = false) {
    self.label = label
    self.executor = executor
    self.isDaemon = isDaemon
  }

  /// Asks the task to end: what it waits for returns at once, and whatever it will wait for.
  package func cancel() {
    guard !isCancelled, !isFinished else { return }
    isCancelled = true
    if let suspension { executor.simulation.wake(suspension, .cancelled) }
  }

  /// Tells the task that its process has ended; it unwinds and does nothing more.
  package func endProcess() {
    isCancelled = true
    if let suspension { executor.simulation.wake(suspension, .processEnded) }
  }

  /// Waits until the body has returned.
  package func join() async -> Wake {
    guard !isFinished else { return .resumed }
    let suspension = executor.simulation.openSuspension(.join)
    joiners.append(suspension)
    return await executor.simulation.wait(for: suspension)
  }

  func begin() {
    executor.simulation.currentTask = self
  }

  func finish() {
    isFinished = true
    executor.simulation.liveTaskCount -= 1
    for joiner in joiners { executor.simulation.wake(joiner, .resumed) }
    joiners = []
  }
}
