import Checking
import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// What a repro file says of a run, held against the run as the program makes it now.
struct ReproMemory {
  private let run: NamedRun
  private let isWhole: Bool
  private let program: Program

  /// What the file of a run says; nothing is compared where there is none.
  ///
  /// - Parameter isWhole: whether the run is made to its end.
  init(_ run: NamedRun, isWhole: Bool, _ program: Program) {
    self.run = run
    self.isWhole = isWhole
    self.program = program
  }

  /// Says which program wrote the file, how far its run was followed and what became of its law.
  func compare(_ record: RunRecord, _ terminal: Terminal) {
    guard let repro = run.repro else { return }
    tellTool(repro, terminal)
    guard run.isAsRecorded, isWhole else { return }
    if let recording = repro.recording { follow(recording, record, terminal) }
    compareFailure(repro, record, terminal)
  }

  private func tellTool(_ repro: Repro, _ terminal: Terminal) {
    let tool = program.nameAndVersion
    guard repro.tool != tool else { return }
    terminal.print(
      "written   by \(repro.tool.isEmpty ? "an unknown program" : repro.tool); this is \(tool), and tries all the same"
    )
  }

  private func follow(_ recording: RunRecording, _ record: RunRecord, _ terminal: Terminal) {
    if recording.digest == record.digest.description {
      terminal.print("followed  to the end: the same run, event for event")
      return
    }
    let following = OutlineFollowing(recording.outline, record.trace, length: record.traceLength)
    if following.isComplete, following.added == 0 {
      terminal.print(
        "followed  all \(following.recorded) steps; a time, a draw or a content differs")
    } else {
      for (index, line) in "\(following)".split(separator: "\n").enumerated() {
        let text = index == 0 ? line.dropFirst("followed ".count) : line
        terminal.print("\(index == 0 ? "followed  " : "          ")\(String(text))")
      }
    }
    terminal.print("          the code, or the toolchain, changed since the file was written")
  }

  private func compareFailure(_ repro: Repro, _ record: RunRecord, _ terminal: Terminal) {
    let now = FailureSignature(record)
    guard let then = repro.failure else {
      if now != nil { terminal.print("expected  no law was broken when the file was written") }
      return
    }
    guard let now else {
      if case .undecided = record.verdict { return }
      terminal.print(
        "\("fixed?", .success)    \(then.signature.property) was broken when the file was written, and holds now"
      )
      return
    }
    guard !Shrinker.isSame(now, then.signature) else { return }
    terminal.print(
      "\("other", .warning)     the file tells of \(then.signature); what follows is \(now)")
  }

  /// Makes a run that brought down its process in another one, and tells of it.
  ///
  /// - Returns: how the command ends; nothing where the run may be made in this process.
  func crash(_ seed: Seed, _ terminal: Terminal) throws(CommandError) -> ExitCode? {
    guard let repro = run.repro, repro.recording == nil, let failure = repro.failure else {
      return nil
    }
    tellTool(repro, terminal)
    guard let result = run.isolatedResult(seed) else {
      throw CommandError(.internalError, "no worker could be started")
    }
    guard let now = result.failure else {
      terminal.print(
        "\("fixed?", .success)    \(failure.signature) when the file was written; now seed \(seed) ends as it should"
      )
      return .success
    }
    let signature = StyledText("\(now.signature)", .emphasis)
    terminal.print("\("violated", .failure)  \(signature)  under seed \(seed)")
    terminal.print("expected  \(now.expected)")
    terminal.print("seen      \(now.seen)")
    return .violated
  }
}

extension NamedRun {
  /// What the run of a seed comes to in a process of its own.
  func isolatedResult(_ seed: Seed) -> RunResult? {
    IsolatedRun.result(of: seed, document, options, system)
  }
}

/// One run in a process of its own, whatever becomes of that.
enum IsolatedRun {
  /// What the run of a seed comes to; nothing where it was stopped or no process could be started.
  static func result(
    of seed: Seed, _ document: ScenarioDocument, _ options: ScenarioRunner.Options,
    _ system: SystemUnderTest
  ) -> RunResult? {
    let runner = ScenarioRunner(document, system: system)
    var job =
      options.points.isEmpty
      ? SweepJob(
        runner, SeedList(SeedSelection(seed.value...seed.value)), policy: options.policy,
        swarm: options.swarm, faults: options.faults)
      : SweepJob(
        runner, seed, trying: [options.points], policy: options.policy, faults: options.faults)
    job.faultsOutlastWork = options.faultsOutlastWork
    job.without = options.without
    var result: RunResult?
    let pool = WorkerPool(size: 1, arguments: [Verb.workerName])
    _ = pool.run(job, from: 0, isOver: { Interruption.exitCode != nil }) {
      result = $0
      return true
    }
    return result
  }
}

extension Program {
  /// The name and the version, as files that the program writes have them.
  var nameAndVersion: String { "\(name) \(version)" }
}

extension Repro {
  /// Writes the file and says so.
  func write(
    to path: String, notes: [String] = [], _ terminal: Terminal
  ) throws(CommandError) {
    try FileSystem.write(text(notes: notes + headline), toReport: path)
    terminal.note("wrote     \(StyledText(path))")
  }

  /// What broke, and that the file can be replayed.
  var headline: [String] {
    let what =
      failure.map { "\($0.signature.property) is broken under seed \(seed): \($0.seen)" }
      ?? "every law holds under seed \(seed)"
    return [what.split(whereSeparator: \.isNewline).joined(separator: " ")]
  }
}
