import Interposition

/// Brings back jobs that the runtime would give to its global pool.
///
/// Code that inherits the isolation of its process never leaves the process's executor. Some code
/// does not inherit it: closures with a capture list, default actors, children of `async let` and
/// of task groups. Their jobs would run on other threads, in an order that no seed decides. While a
/// simulation runs, the jobs that its own thread enqueues come here instead and join the ready
/// queue as jobs of the process whose code is running.
enum JobDiversion {
  /// Diverts the jobs of this thread to a simulation.
  static func begin(_ simulation: Simulation) {
    orrery_divert_jobs(
      { context, job in
        guard let context, let job else { return }
        let simulation = Unmanaged<Simulation>.fromOpaque(context).takeUnretainedValue()
        simulation.takeBack(unsafeBitCast(job, to: UnownedJob.self))
      }, Unmanaged.passUnretained(simulation).toOpaque())
  }

  /// Lets the jobs of this thread go to the global pool again.
  static func end() {
    orrery_divert_jobs(nil, nil)
  }
}
