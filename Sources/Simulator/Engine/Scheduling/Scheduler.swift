import Primitives

/// Makes the choices of one run as its policy says.
struct Scheduler {
  /// How many choices were made.
  private(set) var choiceCount = 0
  /// What was chosen, where that is kept.
  private(set) var choices: [UInt32] = []
  /// Whether what is chosen is kept.
  var keepsChoices = false
  private var order: Order

  /// The policy with what it has to remember.
  private enum Order {
    case byArrival(ArrivalOrder)
    case byChance(RandomOrder)
    case byPriority(PriorityOrder)
    case asRecorded(RecordedChoices)
  }

  init(_ policy: SchedulingPolicy, streams: RandomStreams) {
    switch policy {
    case .arrivalOrder: order = .byArrival(ArrivalOrder())
    case .randomOrder: order = .byChance(RandomOrder(streams: streams))
    case .priorityChange(let change): order = .byPriority(PriorityOrder(change, streams: streams))
    case .recordedOrder(let recording): order = .asRecorded(RecordedChoices(recording))
    }
  }

  /// Draws from other streams from now on; priorities are drawn before a run and stay.
  mutating func renew(_ streams: RandomStreams) {
    guard case .byChance = order else { return }
    order = .byChance(RandomOrder(streams: streams))
  }

  /// How far a recording was followed, where one is.
  var following: Following? {
    if case .asRecorded(let recording) = order { return recording.following }
    return nil
  }

  /// Takes note that a task lets others go first, as loops do that wait for a change.
  mutating func noteYield(_ task: UInt64) {
    guard case .byPriority(var priority) = order else { return }
    priority.lower(task)
    order = .byPriority(priority)
  }

  /// The position of the job that goes next; `parting` tells about the run where it is asked.
  mutating func choose(
    _ candidates: ReadyCandidates, parting: (_ choice: Int) -> Parting
  ) -> Int {
    let position: Int
    switch order {
    case .byArrival(let arrival):
      position = arrival.choose(candidates)
    case .byChance(var random):
      position = random.choose(candidates)
      order = .byChance(random)
    case .byPriority(var priority):
      position = priority.choose(candidates)
      order = .byPriority(priority)
    case .asRecorded(var recording):
      if let found = recording.choose(candidates) {
        position = found
      } else {
        position = 0
        recording.part(parting(choiceCount))
      }
      order = .asRecorded(recording)
    }
    choiceCount += 1
    if keepsChoices { choices.append(UInt32(truncatingIfNeeded: candidates[position])) }
    return position
  }
}

/// The jobs that are ready, as words of their tasks' paths.
struct ReadyCandidates: RandomAccessCollection {
  let queue: ReadyQueue

  var startIndex: Int { 0 }
  var endIndex: Int { queue.count }

  subscript(position: Int) -> UInt64 {
    let job = queue[position]
    // A job of foreign code has no task of ours: it goes by its process.
    return job.task?._withUnsafeGuaranteedRef { $0.word }
      ?? job.lane._withUnsafeGuaranteedRef { $0.word }
  }
}

extension Simulation {
  /// How many times more than one task was ready, under every policy but arrival order.
  ///
  /// What priority changes are spread over: learn it from a run with no change.
  package var choiceCount: Int { scheduler.choiceCount }

  /// What was chosen so far, for a run that is to make the same choices.
  package var recordedOrder: RecordedOrder { RecordedOrder(scheduler.choices) }

  /// How far the run followed a recording; nothing under another policy.
  package var following: Following? { scheduler.following }

  /// Keeps what is chosen from now on, under arrival order too.
  package func keepChoices() {
    scheduler.keepsChoices = true
    takesFirst = false
  }

  /// Takes note that the running task is to go on after others.
  @inline(__always)
  func noteYield(_ task: Unmanaged<SimulationTask>) {
    if !takesFirst { scheduler.noteYield(task._withUnsafeGuaranteedRef { $0.word }) }
  }

  /// Takes the job that the policy chooses among several.
  @inline(never)
  func chooseJob() -> ReadyJob {
    let candidates = ReadyCandidates(queue: hot.pointee.ready)
    let position = scheduler.choose(candidates) { choice in
      Parting(
        choice: choice, event: eventCount, instant: now,
        ready: (0..<candidates.count).map { position in
          let job = candidates.queue[position]
          return job.task?.takeUnretainedValue().path.description
            ?? job.lane.takeUnretainedValue().place
        })
    }
    if policy != .arrivalOrder { hot.pointee.digest.combine(position) }
    return hot.pointee.ready.remove(at: position)
  }
}
