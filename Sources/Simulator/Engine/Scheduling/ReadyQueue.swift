/// Jobs that can run now, in order of arrival.
///
/// A ring in unmanaged memory; a policy may take a job from its middle.
struct ReadyQueue {
  var jobs: UnsafeMutablePointer<ReadyJob>
  var mask: Int
  var head = 0
  var tail = 0

  init() {
    jobs = .allocate(capacity: 64)
    mask = 63
  }

  func deallocate() {
    jobs.deallocate()
  }

  /// Forgets all jobs and keeps the memory.
  mutating func removeAll() {
    head = 0
    tail = 0
  }

  var count: Int { tail &- head }
  var isEmpty: Bool { head == tail }

  /// The job at an offset from the first.
  subscript(offset: Int) -> ReadyJob { jobs[(head &+ offset) & mask] }

  @inline(__always)
  mutating func append(_ job: ReadyJob) {
    if tail &- head > mask { grow() }
    (jobs + (tail & mask)).initialize(to: job)
    tail &+= 1
  }

  @inline(__always)
  mutating func removeFirst() -> ReadyJob {
    let job = jobs[head & mask]
    head &+= 1
    return job
  }

  /// Takes the job at an offset from the first; the others keep their order.
  mutating func remove(at offset: Int) -> ReadyJob {
    let job = jobs[(head &+ offset) & mask]
    var position = head &+ offset
    while position > head {
      jobs[position & mask] = jobs[(position &- 1) & mask]
      position &-= 1
    }
    head &+= 1
    return job
  }

  @inline(never)
  private mutating func grow() {
    let capacity = mask + 1
    let larger = UnsafeMutablePointer<ReadyJob>.allocate(capacity: capacity * 2)
    for offset in 0..<(tail - head) {
      (larger + offset).initialize(to: jobs[(head + offset) & mask])
    }
    jobs.deallocate()
    jobs = larger
    tail -= head
    head = 0
    mask = capacity * 2 - 1
  }
}

/// A job that can run, the lane it belongs to and, where known, its task.
struct ReadyJob {
  var job: UnownedJob
  var lane: Unmanaged<SimulationExecutor>
  var task: Unmanaged<SimulationTask>?
}
