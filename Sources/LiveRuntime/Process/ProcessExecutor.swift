import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Runs the pieces of one process's work one after the other, on whichever thread has time.
///
/// All that has been left for it is done in one go, so that what a process touches is near by; what
/// that leaves waits until the others at the thread have had their turn.
final class ProcessExecutor: SerialExecutor, @unchecked Sendable {
  /// Where its tasks wait.
  let room = WaitingRoom()
  /// The thread that ran it last, by number; it is best run there again.
  let home = Atomic(0)
  private let threads: WorkerThreads
  private let inbox = Mutex(Inbox())
  /// What was taken out of the inbox; touched by the thread that runs it only.
  @exclusivity(unchecked) private var taken: [UnownedJob] = []

  /// Under which a thread knows whose work it does.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let result = pthread_key_create(&key, nil)
    precondition(result == 0, "a thread's key was refused with \(result), 0 is expected")
    return key
  }()

  /// The executor whose work runs on this thread; nothing elsewhere.
  static var current: ProcessExecutor? {
    pthread_getspecific(key).map {
      Unmanaged<ProcessExecutor>.fromOpaque($0).takeUnretainedValue()
    }
  }

  /// What waits to be done.
  private struct Inbox {
    var jobs: [UnownedJob] = []
    /// Whether it waits at a thread, or one runs it.
    var isScheduled = false
  }

  /// An executor without work.
  init(on threads: WorkerThreads) {
    self.threads = threads
  }

  func enqueue(_ job: consuming ExecutorJob) {
    put(UnownedJob(job))
  }

  /// Has a piece of a task done after what was left before it.
  func put(_ job: UnownedJob) {
    let isFirst = inbox.withLock { inbox in
      inbox.jobs.append(job)
      defer { inbox.isScheduled = true }
      return !inbox.isScheduled
    }
    if isFirst { threads.enqueue(self) }
  }

  /// Does what has been left; called by one thread at a time.
  func drain() {
    inbox.withLock { swap(&$0.jobs, &taken) }
    pthread_setspecific(ProcessExecutor.key, Unmanaged.passUnretained(self).toOpaque())
    let executor = asUnownedSerialExecutor()
    for job in taken { job.runSynchronously(on: executor) }
    pthread_setspecific(ProcessExecutor.key, nil)
    taken.removeAll(keepingCapacity: true)
    let hasMore = inbox.withLock { inbox in
      inbox.isScheduled = !inbox.jobs.isEmpty
      return inbox.isScheduled
    }
    if hasMore { threads.enqueue(self) }
  }
}
