import Exploration
import Harness
import Primitives

/// Tells what sweeps came to: on the terminal, and in every form that was asked for.
struct SweepReport {
  let sweeps: [ScenarioSweep]
  let arguments: Arguments
  let terminal: Terminal
  /// Whether the command is about one scenario, whose failure is told even where it is expected.
  let isAlone: Bool
  /// The command that tells the same again.
  let command: String
  /// The folder that pages are written to.
  let folder: String

  init(
    _ sweeps: [ScenarioSweep], _ arguments: Arguments, _ terminal: Terminal, isAlone: Bool,
    command: [String], folder: String?
  ) {
    self.folder = folder ?? "orrery-results"
    self.sweeps = sweeps
    self.command = ([arguments.table.program.invocation] + command).map(ReplayCommand.quoted)
      .joined(separator: " ")
    self.arguments = arguments
    self.terminal = terminal
    self.isAlone = isAlone
  }

  /// How a seed of a sweep is run again.
  func replay(_ sweep: ScenarioSweep) -> ReplayCommand {
    ReplayCommand(arguments, options: sweep.section.replayOptions)
  }

  /// Prints and writes everything.
  ///
  /// - Parameter writesRepros: whether failures are written down, each to a file of its own.
  func publish(writesRepros: Bool = true) throws(CommandError) {
    if arguments[StandardOptions.json] {
      printJSON()
    } else {
      printText()
    }
    if writesRepros { try writeRepros() }
    for form in forms {
      switch form {
      case .junit: try writeJUnit()
      case .github: try writeGitHub()
      case .html: try writePages()
      }
    }
    let pages = SweepPages(sweeps, arguments, command: command, replay: replay)
    for path in ReportOptions.pages(arguments) {
      try FileSystem.write(pages.text(), toReport: path)
      terminal.note("look      \(path)")
    }
  }

  /// The forms that were asked for, and what the system that runs the command understands.
  private var forms: [ReportForm] {
    let asked = ReportOptions.forms(arguments)
    let isOnGitHub = ContinuousIntegration.detected(in: arguments.environment) == .github
    return isOnGitHub && !asked.contains(.github) ? asked + [.github] : asked
  }

  /// Writes a repro file for each cause that somebody has to look at, where results are written.
  private func writeRepros() throws(CommandError) {
    guard let folder = arguments.resultFolder else { return }
    let paths = try FailureRepros(sweeps, arguments, writesExpected: isAlone).write(to: folder)
    for path in paths { terminal.note("repro     \(path)") }
  }

  private func writePages() throws(CommandError) {
    let pages = try FailurePages(sweeps, arguments).write(to: folder, replay: replay)
    let all = SweepPages(sweeps, arguments, command: command, replay: replay)
    let path = "\(folder)/sweep.html"
    try FileSystem.write(all.text(pages: pages), toReport: path)
    for path in pages.map(\.path) + [path] { terminal.note("look      \(path)") }
  }

  private func writeJUnit() throws(CommandError) {
    let folder = arguments[RunOptions.out] ?? "."
    let path = "\(folder)/junit.xml"
    try FileSystem.makeFolders(folder)
    do {
      try FileSystem.write(Array(JUnitReport(sweeps: sweeps, replay: replay).text.utf8), to: path)
    } catch {
      throw CommandError(.cannotWrite, "cannot write \(path): \(error)")
    }
    terminal.note("\(path) has a case for each property")
  }

  private func writeGitHub() throws(CommandError) {
    let report = GitHubReport(sweeps: sweeps, replay: replay)
    for line in report.annotations { terminal.say(StyledText(line)) }
    guard let path = arguments.environment["GITHUB_STEP_SUMMARY"] else { return }
    do {
      try FileSystem.append(Array(report.summary.utf8), to: path)
    } catch {
      throw CommandError(.cannotWrite, "cannot write \(path): \(error.reason)")
    }
  }

  private func printText() {
    let width = sweeps.map(\.path.count).max() ?? 0
    for sweep in sweeps {
      terminal.print(SweepText(sweep: sweep, replay: replay(sweep)).summary(width: width))
    }
    for sweep in sweeps where sweep.redacted.contains(where: { $0.count > 0 }) {
      terminal.print("\(sweep.path)  left out: \(SweepText.leftOut(sweep.redacted))")
    }
    for matrix in RemedyMatrix.matrices(of: sweeps) {
      terminal.print()
      for line in matrix.lines { terminal.print(line) }
    }
    for sweep in sweeps where isAlone || sweep.ending == .violated {
      for line in SweepText(sweep: sweep, replay: replay(sweep)).failures() { terminal.print(line) }
    }
    for sweep in sweeps { warn(about: sweep) }
    for sweep in sweeps where sweep.isRegression && sweep.ending == .fixed { advise(about: sweep) }
    let quiet = sweeps.filter { $0.violationCount == 0 && $0.ending == .asExpected }.map(\.runs)
      .min()
    if let quiet { terminal.note(StyledText(SweepText.proof(runs: quiet), .muted)) }
  }

  /// Says what to do with a kept failure that does not come any more.
  private func advise(about sweep: ScenarioSweep) {
    let isRepro = sweep.path.hasSuffix(ScenarioFiles.reproSuffix)
    terminal.note(
      StyledText(
        isRepro
          ? "\(sweep.path): take the file away, or write a scenario that expects the law to hold"
          : "\(sweep.path): make it \"expect\": { \"verdict\": \"holds\" }, and it guards the law from now on"
      ))
  }

  /// Says what a green result does not cover.
  private func warn(about sweep: ScenarioSweep) {
    for fault in sweep.faultsThatNeverStruck {
      terminal.warn(
        "\(sweep.path): fault '\(fault)' struck in none of \(sweep.runs) runs",
        hint: "it tests nothing: \(sweep.silence(of: fault) ?? "see its 'when'")")
    }
    for field in sweep.redacted where field.count == 0 {
      terminal.warn(
        "\(sweep.path): field '\(field.name)' to be left out was met in none of \(sweep.runs) runs",
        hint: "nothing was left out for it; see its spelling in 'record.redact'")
    }
    for law in sweep.lawsNeverLookedAt where !sweep.tally.unreached.contains(law) {
      terminal.warn(
        "\(sweep.path): property '\(law)' was decided in none of \(sweep.runs) runs",
        hint: sweep.doubt(about: law))
    }
  }

  private func printJSON() {
    let program = arguments.table.program
    terminal.print(
      json: [
        "schema": "orrery.result/1",
        "tool": .text("\(program.name) \(program.version)"),
        "scenarios": .list(sweeps.map { SweepJSON(sweep: $0, replay: replay($0)).object }),
        "wall": ["milliseconds": .integer(terminal.elapsed().nanoseconds / 1_000_000)],
      ])
  }
}
