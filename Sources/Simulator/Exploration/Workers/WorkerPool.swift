import Harness
import Primitives

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Makes the runs of a job in several processes and hands on their results in order.
///
/// What comes out depends on the job alone: not on how many processes there are, nor on which of
/// them makes which run, nor on when one of them dies. A process that its run brought down is
/// replaced; the run is a result like any other. One that was killed from outside costs nothing but
/// time, because its run is made again.
package final class WorkerPool {
  /// How many processes work at the same time.
  package let size: Int
  /// How many processes died and were replaced.
  package private(set) var replacements = 0
  private let arguments: [String]
  private var workers: [PoolWorker] = []
  private var job: SweepJob?
  private var ordered: [Batch] = []
  private var waiting: [Batch] = []
  private var nextRun: UInt64 = 0
  private var batchSize = 4
  private var failure: String?

  /// A pool of so many processes, which are started when there is work.
  ///
  /// - Parameter arguments: what makes this program a worker.
  package init(size: Int, arguments: [String]) {
    precondition(size > 0, "a pool of \(size) processes makes no runs")
    self.size = size
    self.arguments = arguments
  }

  /// Why making runs ended.
  package enum Ending: Hashable, Sendable {
    /// All runs were made.
    case complete
    /// The receiver of the results wanted no more.
    case stopped
    /// Processes could not be started or did not understand their work, for a reason in words.
    case failed(String)
  }

  /// Makes the runs of a job from a number on, counted from zero within its shard.
  ///
  /// - Parameters:
  ///   - isOver: asked between results, and several times a second while none come.
  ///   - deliver: takes the results in order and says whether more are wanted.
  package func run(
    _ job: SweepJob, from start: UInt64, isOver: () -> Bool, deliver: (RunResult) -> Bool
  ) -> Ending {
    begin(job, from: start)
    defer { finish() }
    while true {
      assign()
      if let failure, workers.isEmpty { return .failed(failure) }
      guard !ordered.isEmpty else { return .complete }
      if isOver() { return .stopped }
      wait()
      while let head = ordered.first {
        while let result = head.takeFirst() {
          if !deliver(result) { return .stopped }
        }
        guard head.isComplete else { break }
        ordered.removeFirst()
      }
    }
  }

  private func begin(_ job: SweepJob, from start: UInt64) {
    self.job = job
    nextRun = start
    for worker in workers { worker.channel.send(job.line) }
  }

  /// Forgets what was under way; workers in the middle of something are ended.
  private func finish() {
    workers.removeAll { worker in
      guard !worker.batches.isEmpty else { return false }
      worker.channel.end()
      return true
    }
    ordered = []
    waiting = []
    job = nil
  }

  // MARK: Handing out

  /// Gives every worker something to do, and another thing to go on with.
  private func assign() {
    dismissSpent()
    while let batch = waiting.first(where: \.isSuspect) {
      guard workers.count < size, let worker = startWorker() else { break }
      waiting.removeAll { $0 === batch }
      worker.isTrial = true
      worker.take(batch, count: 1)
    }
    for depth in 1...2 {
      for worker in workers where worker.isAvailable && worker.batches.count < depth {
        guard let batch = nextBatch() else { return }
        worker.take(batch, count: batch.remaining)
      }
      while depth == 1, workers.count < size, let batch = nextBatch() {
        guard let worker = startWorker() else {
          waiting.insert(batch, at: 0)
          return
        }
        worker.take(batch, count: batch.remaining)
      }
    }
  }

  /// Ends workers that have made many runs, so that memory stays flat whatever a run leaves behind.
  private func dismissSpent() {
    workers.removeAll { worker in
      guard worker.isSpent, worker.batches.isEmpty else { return false }
      worker.channel.end()
      return true
    }
  }

  private func nextBatch() -> Batch? {
    if let index = waiting.firstIndex(where: { !$0.isSuspect }) {
      return waiting.remove(at: index)
    }
    guard let job, nextRun < job.count, ordered.count < 16 * size else { return nil }
    // Towards the end batches become small, so that nobody waits for the last one.
    let share = max(1, (job.count - nextRun) / UInt64(3 * size))
    let count = Int(min(UInt64(batchSize), share))
    let batch = Batch(first: nextRun, count: count)
    nextRun += UInt64(count)
    ordered.append(batch)
    return batch
  }

  private func startWorker() -> PoolWorker? {
    guard let job else { return nil }
    do {
      let worker = PoolWorker(try WorkerChannel(arguments))
      worker.channel.send(job.line)
      workers.append(worker)
      return worker
    } catch {
      failure = "a process cannot be started: \(error)"
      return nil
    }
  }

  // MARK: Taking back

  /// Waits until a worker has something to say, a tenth of a second at most.
  private func wait() {
    var requests = workers.flatMap { worker in
      [worker.channel.results, worker.channel.errors].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
    }
    guard poll(&requests, nfds_t(requests.count), 100) > 0 else {
      if let job { for worker in workers { worker.endIfOverdue(job.scenario.limits.wall) } }
      return
    }
    let mask = Int16(POLLIN) | Int16(POLLHUP) | Int16(POLLERR)
    for (index, worker) in workers.enumerated() {
      if requests[2 * index + 1].revents & Int16(POLLIN) != 0 { worker.channel.listen() }
      guard requests[2 * index].revents & mask != 0 else { continue }
      let before = worker.batches.count
      let arrival = worker.receive()
      if worker.batches.count < before { adapt(worker) }
      switch arrival {
      case .lines: retire(worker)
      case .end: bury(worker)
      }
    }
  }

  /// Long batches keep results back, short ones cost more than their runs.
  private func adapt(_ worker: PoolWorker) {
    let elapsed = worker.clock.lap()
    if elapsed < .milliseconds(20) {
      batchSize = min(batchSize * 2, 256)
    } else if elapsed > .milliseconds(100) {
      batchSize = max(batchSize / 2, 1)
    }
  }

  /// A worker that was started for one suspect run goes on as any other once it is done.
  private func retire(_ worker: PoolWorker) {
    guard worker.isTrial, let batch = worker.batches.first, !batch.isSuspect else { return }
    worker.isTrial = false
    worker.batches.removeFirst()
    if !batch.isComplete { waiting.insert(batch, at: 0) }
  }

  /// Replaces a worker that died, and makes a result of the run that brought it down.
  private func bury(_ worker: PoolWorker) {
    workers.removeAll { $0 === worker }
    let words = worker.channel.lastWords
    let ending = worker.channel.ending()
    if worker.lastWord == "!lost" {
      failure = "a worker did not understand its work"
      job = nil
      for worker in workers { worker.channel.end() }
      workers = []
      return
    }
    replacements += 1
    guard let batch = worker.batches.first, let job else { return }
    waiting.insert(contentsOf: worker.batches.dropFirst(), at: 0)
    if let crash = worker.crash(ending, words: words, deaths: batch.deaths) {
      let position = job.position(of: batch.next)
      let shown = job.scenario.record.redact.isEmpty ? crash : crash.redacted
      if let law = crash.law, batch.withhold(law, shown.description) {
        // What is known of the run without that law is still to be found out.
        waiting.insert(batch, at: 0)
        return
      }
      batch.add(RunResult(position: position, seed: job.seed(at: position), crash: shown))
    } else {
      batch.deaths += 1
    }
    if !batch.isComplete { waiting.insert(batch, at: 0) }
  }
}

/// A worker of a pool and what it is doing.
private final class PoolWorker {
  let channel: WorkerChannel
  /// What it has been told to do, in order; it works on the first.
  var batches: [Batch] = []
  /// Whether it was started for one run that another worker died with.
  var isTrial = false
  var clock = Stopwatch()
  /// Whether it has made so many runs that another one should go on in its place.
  var isSpent: Bool { runs >= PoolWorker.mostRuns }
  /// Whether it may be given more to do.
  var isAvailable: Bool { !isTrial && !isSpent }
  private static let mostRuns = 2000
  private var runs = 0
  /// What it said last beside results.
  private(set) var lastWord: String?
  /// Whether it was ended because nothing was heard of it.
  private(set) var isOverdue = false
  private var silence = Stopwatch()

  init(_ channel: WorkerChannel) {
    self.channel = channel
  }

  func take(_ batch: Batch, count: Int) {
    if batches.isEmpty { silence.lap() }
    batches.append(batch)
    channel.send(BatchCommand(first: batch.next, count: count, withheld: batch.withheld).line)
  }

  /// Takes in what it has sent.
  func receive() -> WorkerChannel.Arrival {
    silence.lap()
    return channel.receive { take($0) }
  }

  private func take(_ line: ArraySlice<UInt8>) {
    if line.first == UInt8(ascii: "!") {
      lastWord = String(decoding: line, as: UTF8.self)
      return
    }
    // Whoever writes what is no result can no longer be trusted with a run.
    guard let batch = batches.first, let result = RunLine.result(line), !batch.isComplete else {
      channel.kill()
      return
    }
    batch.add(result)
    runs += 1
    if batch.isComplete, !isTrial { batches.removeFirst() }
  }

  /// Ends it when nothing has been heard for much longer than its own watch would bear.
  func endIfOverdue(_ limit: Duration) {
    guard let batch = batches.first, !isOverdue else { return }
    let patience = (limit * 2) * (isTrial ? 1 : max(batch.remaining, 1)) + .seconds(10)
    guard silence.elapsed > patience else { return }
    isOverdue = true
    channel.kill()
  }

  /// What its end says of the run it was making; nothing where that run must be made again.
  ///
  /// A trap, a call of `exit` and code that does not come back are the run's own doing. Memory may
  /// have been taken by runs before, and a process may be killed by anybody: the one counts only
  /// when it happens again to a process that makes no other run, the other when it happens twice.
  func crash(_ ending: WorkerProcess.Ending, words: String, deaths: Int) -> RunCrash? {
    let report = lastWord ?? ""
    if report.hasPrefix("!hang ") { return RunCrash(.hang, String(report.dropFirst(6))) }
    if report.hasPrefix("!trap") {
      let law = report.hasPrefix("!trap ") ? String(report.dropFirst(6)) : nil
      guard words.isEmpty, case .signalled(let signal) = ending else {
        return RunCrash(.trap, words, law: law)
      }
      return RunCrash(.trap, "signal \(signal), as when a stack overflows", law: law)
    }
    if report.isEmpty, isOverdue { return isTrial ? RunCrash(.hang, "") : nil }
    if report == "!exit" {
      if case .exited(let code) = ending { return RunCrash(.exit, "with code \(code)") }
      return RunCrash(.exit, "")
    }
    guard isTrial else { return nil }
    if report == "!memory" { return RunCrash(.memory, "") }
    switch ending {
    case .exited(let code): return RunCrash(.exit, "with code \(code), at once")
    case .signalled(let signal):
      return deaths < 2 ? nil : RunCrash(.killed, "by signal \(signal)")
    }
  }
}

/// Measures spans of real time, for how work is dealt out; no result depends on it.
struct Stopwatch {
  private var start = Stopwatch.now

  /// The time since the last lap, or since the beginning.
  var elapsed: Duration { .nanoseconds(Stopwatch.now - start) }

  /// The time since the last lap, or since the beginning; another lap begins.
  @discardableResult
  mutating func lap() -> Duration {
    let now = Stopwatch.now
    defer { start = now }
    return .nanoseconds(now - start)
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
