import Exploration
import Primitives

/// Makes the runs of sweeps and writes their results down as they come.
///
/// In this process while there are few, and in others after that.
final class SweepDriver {
  /// How work is done that has no bearing on its results.
  struct Settings {
    /// How many processes work at the same time.
    var jobs: Int
    /// Whether no run is made in this process.
    var isIsolated: Bool
    /// How long all sweeps may take together; as long as they need when absent.
    var time: Duration?
  }

  /// How many processes died and were replaced.
  var replacements: Int { pool.replacements }
  /// Why results could not be written, if they could not.
  private(set) var lostOutput: SweepFileError?

  /// How long runs are made in this process before others are started.
  private static let patience = Duration.milliseconds(100)

  private let settings: Settings
  private let file: SweepFile?
  private let terminal: Terminal
  private let progress: ProgressLine
  private let pool: WorkerPool
  private var done = 0
  private var failing = 0
  private var lastFlush: Duration

  init(
    _ settings: Settings, writingTo file: SweepFile?, total: Int?, terminal: Terminal
  ) {
    self.settings = settings
    self.file = file
    self.terminal = terminal
    progress = ProgressLine("run", total: total, unit: "runs", terminal: terminal)
    pool = WorkerPool(size: settings.jobs, arguments: [Verb.workerName])
    lastFlush = terminal.elapsed()
  }

  /// Makes the runs of all sweeps, one sweep after the other; nothing follows them.
  func run(_ sweeps: [ScenarioSweep]) throws(CommandError) -> [ScenarioSweep] {
    defer { progress.finish() }
    let end = settings.time.map { terminal.elapsed() + $0 }
    let finished = try run(sweeps, until: end)
    if finished.allSatisfy({ $0.end?.isFinal == true }) { close() }
    return finished
  }

  /// Makes the runs of sweeps that others may follow, until a moment at the latest.
  func run(
    _ sweeps: [ScenarioSweep], until end: Duration?
  ) throws(CommandError) -> [ScenarioSweep] {
    var finished: [ScenarioSweep] = []
    for (index, sweep) in sweeps.enumerated() {
      let now = terminal.elapsed()
      // What one sweep leaves of its time, the others share.
      let share = end.map { now + max($0 - now, .zero) / (sweeps.count - index) }
      finished.append(try run(sweep, until: share))
    }
    return finished
  }

  /// Ends the file of results: all runs that were asked for are in it.
  func close() {
    progress.finish()
    write { file throws(SweepFileError) in try file.close() }
  }

  private func run(
    _ sweep: ScenarioSweep, until end: Duration?
  ) throws(CommandError) -> ScenarioSweep {
    var sweep = sweep
    write { file throws(SweepFileError) in
      sweep.end = try file.begin(sweep.section) { _ = sweep.add($0) }
    }
    note(sweep)
    if sweep.end != nil { return sweep }
    defer { tell() }
    if sweep.isSated {
      sweep.end = .stopped
    } else {
      sweep.end = try makeRuns(of: &sweep, until: end)
    }
    write { file throws(SweepFileError) in try file.end(sweep.end ?? .complete, sweep.tally) }
    return sweep
  }

  private func makeRuns(
    of sweep: inout ScenarioSweep, until end: Duration?
  ) throws(CommandError) -> SectionEnd {
    let job = sweep.section.job
    let isOver = { self.isOver(end) }
    let ending: WorkerPool.Ending
    if settings.isIsolated {
      ending = pool.run(job, from: UInt64(sweep.runs), isOver: isOver) { self.take($0, &sweep) }
    } else {
      let patience = terminal.elapsed() + SweepDriver.patience
      let isAlone = settings.jobs == 1
      let local = LocalRuns(restartingWith: RunOptions.isolated.declaration.spelling)
      let first = local.run(
        job, from: UInt64(sweep.runs),
        isOver: { isOver() || !isAlone && self.terminal.elapsed() > patience }
      ) { self.take($0, &sweep) }
      let goesOn = first == .stopped && !sweep.isSated && !isOver()
      ending =
        goesOn
        ? pool.run(job, from: UInt64(sweep.runs), isOver: isOver) { self.take($0, &sweep) } : first
    }
    switch ending {
    case .complete: return .complete
    case .failed(let reason): throw CommandError(.internalError, reason)
    case .stopped:
      if sweep.isSated { return .stopped }
      return Interruption.exitCode != nil || lostOutput != nil ? .interrupted : .budget
    }
  }

  private func take(_ result: RunResult, _ sweep: inout ScenarioSweep) -> Bool {
    let isWanted = sweep.add(result)
    done += 1
    if result.failure != nil { failing += 1 }
    write { file throws(SweepFileError) in try file.append(result) }
    // Looking at the clock costs more than the rest of this.
    if done % 16 == 0 || result.events > 10_000 { tell() }
    return isWanted && lostOutput == nil
  }

  private func tell() {
    let seconds = max(terminal.elapsed().nanoseconds / 1_000_000, 1)
    let rate = Int64(done) * 1_000 / seconds
    progress.update(done: done, details: ["\(rate)/s", "\(failing) failing"])
  }

  private func isOver(_ end: Duration?) -> Bool {
    if Interruption.exitCode != nil || lostOutput != nil { return true }
    guard end != nil || file != nil else { return false }
    let now = terminal.elapsed()
    if now - lastFlush > .milliseconds(200) {
      lastFlush = now
      write { file throws(SweepFileError) in try file.flush() }
    }
    return end.map { now >= $0 } ?? false
  }

  /// Writes to the file of results, if there is one and nothing was lost yet.
  private func write(_ body: (SweepFile) throws(SweepFileError) -> Void) {
    guard let file, lostOutput == nil else { return }
    do throws(SweepFileError) {
      try body(file)
    } catch {
      lostOutput = error
    }
  }

  private func note(_ sweep: ScenarioSweep) {
    guard sweep.runs > 0 else { return }
    terminal.note("\(sweep.path): \(sweep.runs) runs were there from an earlier sweep")
    done += sweep.runs
    failing += sweep.violationCount
  }
}
