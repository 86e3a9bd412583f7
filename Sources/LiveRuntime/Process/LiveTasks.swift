import ServiceRuntime

/// Concurrent work of a live process, one piece at a time.
final class LiveTasks: TaskSpawner {
  private unowned let process: LiveProcess
  private var running: [LiveTask] = []
  private var hasEnded = false

  init(_ process: LiveProcess) {
    self.process = process
  }

  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask {
    let task = LiveTask()
    guard !hasEnded else {
      task.finish()
      return task
    }
    task.place = running.count
    running.append(task)
    let work = LiveWork(body: body, end: { self.end(task) })
    task.handle = process.assumeIsolated { process in Task { await process.perform(work) } }
    return task
  }

  /// Cancels all work; nothing new begins.
  func endAll() {
    hasEnded = true
    for task in running { task.cancel() }
  }

  private func end(_ task: LiveTask) {
    let last = running.removeLast()
    if last !== task {
      running[task.place] = last
      last.place = task.place
    }
    task.finish()
  }
}

/// A piece of concurrent work in a live process.
final class LiveTask: SpawnedTask {
  fileprivate var handle: Task<Void, Never>?
  fileprivate var place = 0
  private var isFinished = false
  private var waiting: [Signal<Bool>] = []

  func cancel() { handle?.cancel() }

  func join() async throws(Cancelled) {
    if isFinished { return }
    let signal = Signal(before: false)
    waiting.append(signal)
    guard await signal.wait(orWhenCancelled: false) else { throw Cancelled.task }
  }

  fileprivate func finish() {
    isFinished = true
    for signal in waiting { signal.send(true) }
    waiting = []
  }
}

/// Work on its way into the process that it belongs to.
///
/// Unchecked because the seam's closures are not sendable: they are made in the process, travel
/// through the pool untouched, and are called in the process again.
struct LiveWork: @unchecked Sendable {
  let body: () async -> Void
  let end: () -> Void
}
