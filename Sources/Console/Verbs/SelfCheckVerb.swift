import Engine
import Exploration
import Harness
import Primitives

extension Verb {
  /// Runs each seed in two processes and says where they part.
  static func selfCheck(_ system: SystemUnderTest) -> Verb {
    Verb(
      "selfcheck", "Run each seed in two processes and compare what happened",
      discussion: """
        One process runs the seeds from the first to the last, the other from the last to the \
        first, each with a hash seed of its own: what depends on hash order, on addresses, on what \
        ran before or on anything else outside the seed shows. The first event that differs is \
        printed. The exit code is 3 when a seed does not give the same run twice.
        """,
      examples: [
        Example("selfcheck Scenarios", "every scenario beneath a folder"),
        Example("selfcheck unguarded.jsonc --seeds 1..1000", "one, with more seeds"),
      ],
      positionals: [.paths],
      options: [
        RunOptions.seeds.declaration, RunOptions.settings.declaration,
        RunOptions.policy.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let files = try ScenarioFiles(arguments[.paths])
      guard !files.paths.isEmpty else {
        throw CommandError(.nothingRan, "there is no scenario file to check")
      }
      var codes: [ExitCode] = []
      for path in files.paths {
        let reading = try ScenarioFiles.read(
          path, system: system, settings: arguments[RunOptions.settings])
        terminal.report(reading)
        guard let document = reading.document else {
          codes.append(.badInput)
          continue
        }
        let selection = arguments[RunOptions.seeds] ?? document.scenario.search.seeds
        let check = SelfCheck(path: path, arguments: arguments)
        codes.append(try check.run(selection.text, terminal))
      }
      return ExitCode.combined(codes)
    }
  }
}

/// The check of one scenario.
struct SelfCheck {
  let path: String
  let arguments: Arguments

  /// Compares two processes over some seeds and tells what came of it.
  func run(_ seeds: String, _ terminal: Terminal) throws(CommandError) -> ExitCode {
    let (first, second) = try twice(["--seeds", seeds], ["--seeds", seeds, "--reversed"])
    let probes = [first, second].map { text in
      text.split(separator: "\n").compactMap { RunProbe(line: $0) }
    }
    let mismatches = DeterminismCheck.mismatches(probes[0], probes[1])
    guard let worst = mismatches.first else {
      let count = probes[0].count
      terminal.print(
        "\("same", .success)  \(path)  \(count) seed\(count == 1 ? "" : "s"), two processes each")
      return .success
    }
    terminal.print(
      "\("DIFFERENT", .failure)  \(path)  \(mismatches.count) of \(probes[0].count) seeds")
    terminal.print("seed      \(worst.seed)")
    terminal.print("digests   \(worst.digests[0])")
    terminal.print("          \(worst.digests[1])")
    try tellParting(of: worst.seed, terminal)
    return .notDeterministic
  }

  private func tellParting(of seed: Seed, _ terminal: Terminal) throws(CommandError) {
    let wanted = ["--seeds", "\(seed)", "--trace"]
    let (first, second) = try twice(wanted, wanted)
    let lines = [first, second].map { $0.split(separator: "\n").map(String.init) }
    guard let parting = DeterminismCheck.parting(lines[0], lines[1]) else {
      terminal.print(
        "alone     the same twice: what ran before in the process makes the difference")
      return
    }
    terminal.print("event     \(parting.event) of \(lines[0].count)")
    terminal.print("first     \(text(parting.first))")
    terminal.print("second    \(text(parting.second))")
    terminal.print("suspect   \(parting.suspicion)")
  }

  private func text(_ line: String?) -> String {
    line.map { $0.split(separator: "\t").joined(separator: "  ") } ?? "had ended"
  }

  /// What two fresh processes print.
  private func twice(
    _ first: [String], _ second: [String]
  ) throws(CommandError) -> (String, String) {
    let common = ["probe", path] + sharedOptions
    let results: [(text: String, ending: WorkerProcess.Ending)]
    do throws(WorkerProcess.Failure) {
      let one = try WorkerProcess(
        common + first, environment: [("SWIFT_DETERMINISTIC_HASHING", "1")])
      let two = try WorkerProcess(common + second)
      results = [one.finish(), two.finish()]
    } catch {
      throw CommandError(.internalError, "cannot start a process: \(error)")
    }
    for result in results where result.ending != .exited(0) {
      throw CommandError(.internalError, "a process of the check ended early: \(result.ending)")
    }
    return (results[0].text, results[1].text)
  }

  private var sharedOptions: [String] {
    arguments[RunOptions.settings].flatMap { ["--set", "\($0.name)=\($0.value)"] }
      + (arguments[RunOptions.policy] == .randomOrder ? ["--policy", "random"] : [])
  }
}
