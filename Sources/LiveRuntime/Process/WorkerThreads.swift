import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Threads that run processes, and take them off each other.
///
/// A process runs where it ran last, so that what it touches is near by. Where that thread sleeps and
/// the one that leaves something for it has nothing else to do, it runs on the latter: a call between
/// the two wakes nobody. A thread that has nothing left takes a process off one at which several
/// wait, and one that sleeps is woken for that. The idea is work stealing as in Cilk, with
/// first-come queues since nobody may wait for ever.
final class WorkerThreads: @unchecked Sendable {
  private let workers: [Worker]
  /// Under which a thread knows the worker that it is.
  private let key: pthread_key_t
  /// How many threads sleep.
  private let sleeping = Atomic(0)

  /// How many processes wait at a thread before another is woken for them.
  private static let crowd = 2

  /// Starts so many threads.
  ///
  /// - Throws: `SocketError` where the system refuses one.
  init(count: Int) throws(SocketError) {
    precondition(count > 0, "there are \(count) threads, at least one is needed")
    var key = pthread_key_t()
    let result = pthread_key_create(&key, nil)
    guard result == 0 else { throw SocketError(number: result, action: "make a thread's key") }
    self.key = key
    workers = (0..<count).map { Worker(number: $0) }
    for worker in workers { try startThread(Seat(threads: self, worker: worker)) }
  }

  /// Has a process do what was left for it.
  func enqueue(_ process: ProcessExecutor) {
    let home = workers[process.home.load(ordering: .relaxed)]
    var worker = home
    if let current, current !== home, current.isAlone, home.isAsleep {
      worker = current
      process.home.store(current.number, ordering: .relaxed)
    }
    let waiting = worker.take(in: process)
    guard waiting >= WorkerThreads.crowd, sleeping.load(ordering: .relaxed) > 0 else { return }
    _ = workers.contains { $0 !== worker && $0.wake() }
  }

  /// Ends the threads after what each is at; what waits is not done any more.
  func close() {
    for worker in workers { worker.close() }
  }

  /// The worker that the running thread is.
  private var current: Worker? {
    pthread_getspecific(key).map { Unmanaged<Worker>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: On one of the threads

  private func run(_ worker: Worker) {
    pthread_setspecific(key, Unmanaged.passUnretained(worker).toOpaque())
    while true {
      switch worker.next() {
      case .process(let process): process.drain()
      case .nothing:
        if takesOver(worker) { continue }
        sleeping.add(1, ordering: .relaxed)
        worker.sleep()
        sleeping.subtract(1, ordering: .relaxed)
      case .end: return
      }
    }
  }

  /// Whether a worker takes a process off one that has several.
  private func takesOver(_ worker: Worker) -> Bool {
    workers.contains { $0 !== worker && worker.rob($0, of: WorkerThreads.crowd) }
  }

  /// A thread's place: whom it belongs to and which worker it is.
  private final class Seat {
    let threads: WorkerThreads
    let worker: Worker

    init(threads: WorkerThreads, worker: Worker) {
      self.threads = threads
      self.worker = worker
    }
  }

  private func startThread(_ seat: Seat) throws(SocketError) {
    let box = Unmanaged.passRetained(seat)
    #if canImport(Darwin)
      var thread: pthread_t?
      let result = pthread_create(&thread, nil, { WorkerThreads.enter($0) }, box.toOpaque())
      if let thread, result == 0 { pthread_detach(thread) }
    #else
      var thread = pthread_t()
      let result = pthread_create(&thread, nil, { WorkerThreads.enter($0) }, box.toOpaque())
      if result == 0 { pthread_detach(thread) }
    #endif
    guard result == 0 else {
      box.release()
      throw SocketError(number: result, action: "start a thread")
    }
  }

  private static func enter(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer else { return nil }
    let seat = Unmanaged<Seat>.fromOpaque(pointer).takeRetainedValue()
    seat.threads.run(seat.worker)
    return nil
  }
}

/// What waits for one thread, first come, first served.
private final class Worker: @unchecked Sendable {
  let number: Int
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  @exclusivity(unchecked) private var waiting: [ProcessExecutor] = []
  @exclusivity(unchecked) private var state = State.awake

  private enum State {
    case awake
    case asleep
    case closed
  }

  /// What a thread does next.
  enum Next {
    case process(ProcessExecutor)
    case nothing
    case end
  }

  init(number: Int) {
    self.number = number
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(condition)
    mutex.deallocate()
    condition.deallocate()
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Puts a process at the end and wakes the thread where it sleeps; returns how many wait.
  func take(in process: ProcessExecutor) -> Int {
    let (count, slept) = locked {
      waiting.append(process)
      return (waiting.count, rise())
    }
    if slept { pthread_cond_signal(condition) }
    return count
  }

  /// Whether nothing waits for the thread.
  var isAlone: Bool { locked { waiting.isEmpty } }

  /// Whether the thread sleeps.
  var isAsleep: Bool { locked { state == .asleep } }

  /// Wakes the thread; false where it did not sleep.
  func wake() -> Bool {
    let slept = locked { rise() }
    if slept { pthread_cond_signal(condition) }
    return slept
  }

  private func rise() -> Bool {
    guard state == .asleep else { return false }
    state = .awake
    return true
  }

  /// Has the thread end.
  func close() {
    locked { state = .closed }
    pthread_cond_signal(condition)
  }

  /// What the thread does next.
  func next() -> Next {
    locked {
      if state == .closed { return .end }
      return waiting.isEmpty ? .nothing : .process(waiting.removeFirst())
    }
  }

  /// Takes the process over that has waited longest at another; false where fewer than so many do.
  func rob(_ other: Worker, of crowd: Int) -> Bool {
    let taken = other.locked { other.waiting.count < crowd ? nil : other.waiting.removeFirst() }
    guard let taken else { return false }
    taken.home.store(number, ordering: .relaxed)
    locked { waiting.append(taken) }
    return true
  }

  /// Waits until something is put in, somebody wakes the thread, or it is to end.
  func sleep() {
    locked {
      guard state == .awake, waiting.isEmpty else { return }
      state = .asleep
      while state == .asleep { pthread_cond_wait(condition, mutex) }
    }
  }
}
