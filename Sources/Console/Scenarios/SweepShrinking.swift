import Exploration
import Harness
import Primitives

/// Makes a run of each cause of failure small that a sweep has found.
struct SweepShrinking {
  private let sweeps: [ScenarioSweep]
  private let arguments: Arguments
  private let terminal: Terminal
  private let system: SystemUnderTest
  private let includesExpected: Bool

  /// How long each may take.
  private static let time = Duration.seconds(30)
  /// The most causes of one scenario; the heaviest come first.
  private static let most = 3

  /// The failures of sweeps.
  ///
  /// - Parameter includesExpected: whether failures that a scenario expects are made small too.
  init(
    _ sweeps: [ScenarioSweep], _ arguments: Arguments, _ terminal: Terminal,
    _ system: SystemUnderTest, includesExpected: Bool
  ) {
    self.sweeps = sweeps
    self.arguments = arguments
    self.terminal = terminal
    self.system = system
    self.includesExpected = includesExpected
  }

  /// Makes them small, writes each down and tells of it.
  func run() throws(CommandError) {
    for sweep in sweeps {
      let groups = sweep.tally.groupsByWeight.filter { includesExpected || $0.isSurprise }
      for group in groups.prefix(SweepShrinking.most) where Interruption.exitCode == nil {
        try shrink(NamedRun(sweep, group, arguments, system))
      }
    }
  }

  private func shrink(_ run: NamedRun) throws(CommandError) {
    let shrunk = try Shrinking(run, system, terminal, for: SweepShrinking.time).run()
    let folder = arguments.resultFolder.map { $0 + "/" } ?? ""
    let files = try ShrunkFiles(
      shrunk, of: arguments.table.program, to: folder + shrunk.path(isKept: false))
    let text = ShrunkText(shrunk, files)
    if arguments[StandardOptions.json] {
      // The one object that is printed is about the sweep.
      terminal.note("shrunk    \(StyledText(files.scenario ?? files.repro ?? ""))")
    } else {
      terminal.print()
      for line in text.lines { terminal.print(line) }
    }
  }
}
