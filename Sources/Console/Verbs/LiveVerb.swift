import Checking
import Engine
import Exploration
import Harness
import LiveRuntime
import Primitives
import Trials

extension Verb {
  /// Tries a scenario on real processes and compares it with its simulation.
  static func live(_ system: SystemUnderTest) -> Verb {
    Verb(
      "live", "Try a scenario with its faults on real processes",
      discussion: """
        Starts a process for each host and does to them what the scenario says, in real time: a \
        crash is a SIGKILL, at a failpoint while the process waits there; a pause is a SIGSTOP; \
        messages are lost, delayed, doubled and cut off on their way between the processes. What \
        the processes commit and what the clients are told is judged by the same laws. The same \
        seed is simulated beside it, and the two are told side by side. A live run is never the \
        same twice. The exit code is 0 when the live run ends as the scenario expects, 1 when it \
        does not, 2 when that could not be decided.
        """,
      examples: [
        Example(
          "live Scenarios/Hazards/double-deduction/unguarded.jsonc",
          "a process killed between commit and reply"),
        Example("live guarded.jsonc --seed 7 --json", "what came of it, for a program"),
      ],
      positionals: [Positional("FILE", .one, completion: .files, help: "A scenario file")],
      options: [
        RunOptions.seed.declaration, RunOptions.without.declaration,
        RunOptions.settings.declaration, restOption.declaration, dataOption.declaration,
        RunOptions.log.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try live(arguments, terminal, system)
    }
  }

  private static let restOption = Option.value(
    "rest", .duration, default: "6s", help: "How long nothing must happen before the end")

  private static let dataOption = Option.optional(
    "data", .folder, help: "Keep what services store in this folder, in SQLite's files")

  private static func live(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) -> ExitCode {
    let path = arguments[Positional("FILE", .one, completion: .files, help: "")].first ?? ""
    let reading = try ScenarioFiles.read(
      path, system: system, settings: arguments[RunOptions.settings])
    terminal.report(reading)
    guard let document = reading.document else { return .badInput }
    try ScenarioFaults.check(arguments[RunOptions.without], of: document.scenario)
    if let refusal = TrialLimits.refusal(of: document.scenario) {
      throw CommandError(.usage, "\(path) cannot be tried for real: \(refusal)")
    }
    var without = Set(arguments[RunOptions.without])
    for (id, reason) in TrialLimits.leftOut(of: document.scenario) {
      terminal.warn("the fault \(id) is left out: \(reason)")
      without.insert(id)
    }
    guard arguments[dataOption] == nil || DurableStore.isAvailable else {
      throw CommandError(
        .usage, "this program was built without stores that survive",
        hint: "build it with 'swift build --traits SQLite', which needs libsqlite3-dev")
    }
    Interruption.listen()
    let folder = try TrialFolder(arguments[dataOption])
    defer { folder.remove() }
    var setup = TrialSetup(
      program: WorkerProcess.executable,
      arguments: [
        Verb.serveOneName, path, terminal.verbosity == .verbose ? "--verbose" : "--quiet",
      ]
        + arguments[RunOptions.settings].flatMap { ["--set", "\($0.name)=\($0.value)"] },
      folder: folder.path)
    setup.store = arguments[dataOption] == nil ? "file" : "told"
    setup.quiet = arguments[restOption]
    setup.isCutShort = { Interruption.exitCode != nil }
    setup.told = { terminal.detail(StyledText($0)) }
    let twins = try LiveTwins(
      path, document, system, seed: arguments[RunOptions.seed] ?? 1, without: without, setup)
    if let code = Interruption.exitCode { return code }
    if arguments[StandardOptions.json] {
      terminal.print(json: twins.json)
    } else {
      for line in twins.lines(all: arguments[RunOptions.log] == "full") { terminal.print(line) }
    }
    return twins.exitCode
  }
}

/// The folder of a trial's files; one of its own is removed after it.
private struct TrialFolder {
  let path: String
  private let isOwn: Bool

  init(_ named: String?) throws(CommandError) {
    isOwn = named == nil
    if let named {
      path = named
      try FileSystem.makeFolders(named)
    } else {
      do throws(FileSystem.Failure) {
        path = try FileSystem.makeTemporaryFolder("orrery-live")
      } catch {
        throw CommandError(.cannotWrite, "no folder for the services' files: \(error.reason)")
      }
    }
  }

  func remove() {
    if isOwn { FileSystem.removeFolder(path) }
  }
}
