import Interposition

/// The task within which a run takes place, and the way in which its tasks leave the thread.
///
/// A task that waits returns from an asynchronous function instead of hopping elsewhere, and the
/// runtime goes on believing that it runs until the next one does. Between two jobs it must not
/// believe in a task that may be gone by then: a run takes place within a task of its own, which
/// the runtime goes back to after each job.
actor Ground {
  private let executor = GroundExecutor()

  nonisolated let unownedExecutor: UnownedSerialExecutor

  init() {
    unownedExecutor = executor.asUnownedSerialExecutor()
  }

  /// Runs a body within a task, at once and on this thread; as it is where there is one already.
  nonisolated func run(_ body: () -> Void) {
    guard Ground.isFirm, orrery_current_task() == nil else { return body() }
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      assumeIsolated { ground in ground.start { body() } }
      executor.runJob()
    }
  }

  private func start(_ body: @escaping () -> Void) {
    nonisolated(unsafe) let body = body
    Task { perform(body) }
  }

  private func perform(_ body: () -> Void) {
    body()
  }

  private func startProbe() {
    Task { await probe() }
  }

  private func probe() async {
    #if os(Linux) && arch(x86_64)
      probeBinding()
      await probeLeaving()
    #endif
  }

  /// Shows where a task keeps the values that are bound for it, be there others already or not.
  private func probeBinding() {
    orrery_note_bindings()
    BoundValue.$probe.withValue(1) {
      orrery_note_bindings()
      BoundValue.$probe.withValue(2) { orrery_note_bindings() }
      orrery_note_bindings()
    }
    orrery_note_bindings()
  }

  /// Whether tasks can leave the thread in this way, tried out once in each process.
  ///
  /// Where a task keeps its place to go on is for the runtime to decide: the trial suspends a task
  /// by the runtime's own means and looks whether its place is found. Where it is not, tasks hop.
  static let isFirm: Bool = {
    #if os(Linux) && arch(x86_64)
      let ground = Ground()
      let elsewhere = GroundExecutor()
      let reference = unsafeBitCast(
        elsewhere.asUnownedSerialExecutor(), to: (UnsafeMutableRawPointer, UnsafeRawPointer).self)
      orrery_prepare_probe(reference.0, reference.1)
      ground.assumeIsolated { ground in ground.startProbe() }
      ground.executor.runJob()
      let fits = elsewhere.job.map {
        orrery_probe_fits(unsafeBitCast($0, to: UnsafeRawPointer.self))
      }
      elsewhere.runJob()
      ground.executor.runJob()
      return fits ?? false
    #else
      return false
    #endif
  }()
}

/// A value to be bound in a trial.
private enum BoundValue {
  @TaskLocal static var probe = 0
}

/// Keeps the one job that it is given until it is told to run it.
private final class GroundExecutor: SerialExecutor, @unchecked Sendable {
  @exclusivity(unchecked) private(set) var job: UnownedJob?

  func enqueue(_ job: consuming ExecutorJob) {
    self.job = UnownedJob(job)
  }

  func runJob() {
    let job = job
    self.job = nil
    job?.runSynchronously(on: asUnownedSerialExecutor())
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  /// Whoever uses it is on the one thread that it knows.
  func checkIsolated() {}
}

#if os(Linux) && arch(x86_64)
  /// Leaves the thread; returns when the task's job is run again.
  @_silgen_name("orrery_leave") @usableFromInline
  nonisolated(nonsending) package func leaveThread() async

  /// Leaves the thread by the runtime's own means.
  @_silgen_name("orrery_probe")
  nonisolated(nonsending) private func probeLeaving() async
#else
  /// Not to be called where tasks hop.
  @usableFromInline
  nonisolated(nonsending) package func leaveThread() async {}
#endif
