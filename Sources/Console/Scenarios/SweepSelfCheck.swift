import Engine
import Exploration
import Harness
import Primitives

/// The share of a sweep's runs that is made twice more to see whether seeds repeat.
struct SweepSelfCheck {
  let arguments: Arguments
  let terminal: Terminal

  static let share = Option.value(
    "selfcheck", .share, default: "5%",
    help: "Share of the runs that is repeated and compared; 0 for none"
  ).variable("ORRERY_SELFCHECK")

  /// Checks a sample of sweeps and says what came of it in one line, or where runs part.
  ///
  /// - Returns: the code for runs that do not repeat, otherwise nothing.
  func run(_ sweeps: [ScenarioSweep]) -> ExitCode? {
    do throws(CommandError) {
      return try check(sweeps)
    } catch {
      // Code that ends its process is told of as a failure of its seed already.
      terminal.warn("selfcheck: not made; \(error.message)")
      return nil
    }
  }

  private func check(_ sweeps: [ScenarioSweep]) throws(CommandError) -> ExitCode? {
    let sample = SelfCheckSample(arguments[SweepSelfCheck.share])
    // What came from the standard input is gone.
    let jobs = sample.jobs(
      sweeps.filter { $0.path != "-" && !$0.path.hasSuffix(ScenarioFiles.reproSuffix) }.map {
        sweep in
        let seeds = sweep.section.job.seeds
        let count = min(UInt64(sweep.runs), seeds.count)
        return (sweep.path, (0..<count).lazy.map { seeds.seed(at: seeds.position(of: $0)).value })
      })
    guard !jobs.isEmpty else { return nil }
    let report = SelfCheckReport(arguments: arguments, of: sweeps.map(\.scenario)) {
      terminal.say($0)
    }
    let outcomes = try report.outcomes(of: jobs)
    guard Interruption.exitCode == nil else { return nil }
    let count = outcomes.reduce(0) { $0 + $1.count }
    let different = outcomes.reduce(0) { $0 + $1.mismatches.count }
    guard different > 0 else {
      terminal.note(
        StyledText(
          "selfcheck: \(SelfCheckReport.seeds(count)) run twice more, all the same", .muted))
      return nil
    }
    terminal.say(
      "\("selfcheck:", .failure) \(different) of \(SelfCheckReport.seeds(count)) did not repeat")
    try report.tell(outcomes)
    return .notDeterministic
  }
}

extension ValueReader where Value == Ratio {
  /// A share between nothing and everything: `5%`, `0.05`, `1/20`.
  static var share: Self {
    ValueReader("SHARE") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return try ProbabilityNotation.parse(text)
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}
