/// A task as the simulation knows it: its place, its label, what it waits for.
@usableFromInline
package final class SimulationTask {
  /// What the task does, for traces and messages.
  package let label: String
  /// The place that the task runs at.
  package var place: String { executor.place }
  /// How many tasks of this label its process had started before.
  package let occurrence: Int
  /// What the task is, in words that stay the same when unrelated code is added.
  package var path: TaskPath {
    TaskPath(
      place: executor.place, incarnation: executor.incarnation, label: label,
      occurrence: occurrence)
  }
  /// Whether somebody asked it to end.
  @exclusivity(unchecked) package private(set) var isCancelled = false
  /// Whether its body has returned.
  @exclusivity(unchecked) package private(set) var isFinished = false
  /// Whether it serves others and may wait for ever without being stuck.
  package let isDaemon: Bool

  // What other modules change lies behind inlined accessors: those keep to it that no overlapping
  // access is looked for, a stored property seen from another module does not. The order of all
  // that is stored leaves few gaps: a run can have a million tasks.
  @exclusivity(unchecked) @usableFromInline var knownEvent: Int32 = -1
  @exclusivity(unchecked) @usableFromInline var knownOrigin: UInt64 = 0
  @exclusivity(unchecked) @usableFromInline var listedAt = 0

  /// The last event recorded on the task's behalf in a full trace, for causality.
  @inlinable package var lastEvent: Int32 {
    get { knownEvent }
    set { knownEvent = newValue }
  }

  /// The number of what somebody outside asked for and this task works on, zero for nothing.
  ///
  /// It travels with calls and to tasks that are started meanwhile. Nothing that happens depends
  /// on it; judges tell by it which request an effect belongs to.
  @inlinable package var origin: UInt64 {
    get { knownOrigin }
    set { knownOrigin = newValue }
  }
  /// The place that the task last sent a call to, and when; -1 where it has sent none.
  @exclusivity(unchecked) @usableFromInline package internal(set) var lastAsked:
    (place: Int32, at: UInt64) = (-1, 0)

  /// Room for whoever keeps a list of tasks: the task's position in it.
  @inlinable package var position: Int {
    get { listedAt }
    set { listedAt = newValue }
  }

  unowned(unsafe) let executor: SimulationExecutor
  /// What the task is working on, where that says more than its path.
  @exclusivity(unchecked) @usableFromInline var operation: UInt64?
  /// The suspension that it waits in.
  @exclusivity(unchecked) @usableFromInline var suspension: Suspension?
  /// The label in a full trace, once it was stored; -1 before.
  @exclusivity(unchecked) private var storedLabel: Int32 = -1
  /// How many words it has drawn while it works on that.
  @exclusivity(unchecked) @usableFromInline var drawCount: UInt64 = 0
  /// The path as a word, once somebody asked for it; zero before.
  @exclusivity(unchecked) @usableFromInline var knownWord: UInt64 = 0
  /// Neighbours in the run's list of living tasks.
  @exclusivity(unchecked) var older: Unmanaged<SimulationTask>?
  @exclusivity(unchecked) var younger: Unmanaged<SimulationTask>?
  @exclusivity(unchecked) private(set) var joiners: [Suspension] = []
  /// Told when the body has returned, before anybody who waits for that.
  @exclusivity(unchecked) private var whenDone: ((SimulationTask) -> Void)?

  /// A task that has yet to be started; a daemon does not keep a run from coming to rest.
  package init(
    _ label: String, executor: SimulationExecutor, isDaemon: Bool = false,
    whenDone: ((SimulationTask) -> Void)? = nil
  ) {
    self.whenDone = whenDone
    self.label = label
    self.executor = executor
    self.isDaemon = isDaemon
    occurrence = executor.countTask(label)
  }

  /// The path as one word, equal in every process.
  @inlinable @inline(__always)
  var word: UInt64 { knownWord != 0 ? knownWord : learnWord() }

  @inline(never) @usableFromInline
  func learnWord() -> UInt64 {
    let word = executor.word(of: label, occurrence)
    knownWord = word
    return word
  }

  /// Takes up a piece of work that is known by a word; its draws are its own from now on.
  @inlinable
  package func begin(operation: UInt64) {
    self.operation = operation
    drawCount = 0
  }

  /// Draws a word for what the task is working on, from its branch of a process's stream.
  package func draw(from stream: RandomStream) -> UInt64 {
    defer { drawCount &+= 1 }
    return stream.branch(operation ?? word).word(at: drawCount)
  }

  /// The label as a text of a full trace, stored once.
  func label(in trace: Trace) -> Int32 {
    if storedLabel < 0 { storedLabel = trace.store(label) }
    return storedLabel
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
  package func untilDone() async -> Wake {
    guard !isFinished else { return .resumed }
    let suspension = executor.simulation.openSuspension(.join)
    joiners.append(suspension)
    return await executor.simulation.wait(for: suspension)
  }

  func begin() {
    executor.simulation.currentTask = self
  }

  func finish() {
    if let whenDone {
      self.whenDone = nil
      whenDone(self)
    }
    isFinished = true
    executor.simulation.forget(self)
    executor.simulation.liveTaskCount -= 1
    for joiner in joiners { executor.simulation.wake(joiner, .resumed) }
    joiners = []
    executor.noteEnd()
  }
}
