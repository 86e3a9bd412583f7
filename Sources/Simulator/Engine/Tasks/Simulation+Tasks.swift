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
  /// - Parameters:
  ///   - task: the task; kept alive by the caller.
  ///   - event: the event in a full trace that made the task run.
  ///   - origin: the number of what somebody outside asked for.
  ///   - operation: what the task works on, as a word.
  /// - Precondition: the process is the next to run.
  @inline(__always)
  package func run(
    as task: Unmanaged<SimulationTask>, because event: Int32, origin: UInt64, operation: UInt64,
    _ body: () -> Void
  ) {
    task._withUnsafeGuaranteedRef { task in
      task.lastEvent = event
      task.origin = origin
      task.begin(operation: operation)
      hot.pointee.lane = .passUnretained(task.executor)
    }
    hot.pointee.task = task
    hot.pointee.job = 0
    body()
  }

  /// Ends what ran on behalf of a task.
  @inlinable @inline(__always)
  package func endRun() {
    hot.pointee.task = nil
  }

  /// Notes that the running task sends a call to a place; gives what it was asked for from outside.
  @inlinable
  package func noteAsking(_ place: Int32) -> UInt64 {
    guard let task = hot.pointee.task else { return 0 }
    return task._withUnsafeGuaranteedRef { task in
      task.lastAsked = (place, hot.pointee.now)
      return task.origin
    }
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
