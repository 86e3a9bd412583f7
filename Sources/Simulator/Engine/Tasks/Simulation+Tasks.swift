/// Which tasks and places there are.
extension Simulation {
  /// The place whose code is running, for messages.
  var currentPlace: String { currentLane?.place ?? "the run itself" }

  /// The process whose code is running.
  var currentLane: SimulationExecutor? { hot.pointee.lane?.takeUnretainedValue() }

  /// Whether code of a process that became ready now would be the next thing to happen.
  @inline(__always)
  package func isNext(_ executor: SimulationExecutor) -> Bool {
    hot.pointee.ready.isEmpty && hot.pointee.task == nil && halts == 0 && !executor.isHeld
  }

  /// Runs a body of a process's own code at once on behalf of a task that is not running.
  ///
  /// Until the matching end whatever is recorded counts as the task's.
  ///
  /// - Parameter event: the event in a full trace that made the task run.
  /// - Precondition: the process is the next to run.
  @inline(__always)
  package func run(as task: SimulationTask, because event: Int32, _ body: () -> Void) {
    task.lastEvent = event
    hot.pointee.task = .passUnretained(task)
    hot.pointee.lane = .passUnretained(task.executor)
    hot.pointee.job = 0
    body()
  }

  /// Ends what ran on behalf of a task.
  @inline(__always)
  package func endRun() {
    hot.pointee.task = nil
  }

  /// Takes a task into the list of those that have not finished.
  func remember(_ task: SimulationTask) {
    let entry = Unmanaged.passUnretained(task)
    task.older = hot.pointee.youngest
    hot.pointee.youngest?._withUnsafeGuaranteedRef { $0.younger = entry }
    hot.pointee.youngest = entry
  }

  /// Takes a task out of that list.
  func forget(_ task: SimulationTask) {
    task.older?._withUnsafeGuaranteedRef { $0.younger = task.younger }
    if let younger = task.younger {
      younger._withUnsafeGuaranteedRef { $0.older = task.older }
    } else {
      hot.pointee.youngest = task.older
    }
  }

  /// The tasks that neither run nor wait for anything that the simulation knows, eldest first.
  ///
  /// Meant for the end of a run, when nothing is ready: whoever is still not done then waits for
  /// another thread, the main actor or a continuation that nobody will resume.
  var outsiders: [SimulationTask] {
    var found: [SimulationTask] = []
    var next = hot.pointee.youngest
    while let entry = next {
      let task = entry.takeUnretainedValue()
      let isAccountedFor =
        task.suspension != nil || task.isDaemon || task.executor.isPaused
        || task.executor.hasEnded
      if !isAccountedFor { found.append(task) }
      next = task.older
    }
    return found.reversed()
  }
}
