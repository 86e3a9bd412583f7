import Checking
import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// Writes a sweep as one page, with a page beside it for each cause where that is wanted.
struct SweepPages {
  private let sweeps: [ScenarioSweep]
  private let arguments: Arguments
  private let replay: (ScenarioSweep) -> ReplayCommand
  private let command: String

  /// The most causes of one scenario that are told in full; the heaviest come first.
  private static let told = 5
  /// About how many events the runs may have that are made again to see how clients fared.
  private static let closeLook = 100_000

  init(
    _ sweeps: [ScenarioSweep], _ arguments: Arguments, command: String,
    replay: @escaping (ScenarioSweep) -> ReplayCommand
  ) {
    self.sweeps = sweeps
    self.arguments = arguments
    self.command = command
    self.replay = replay
  }

  /// The page.
  ///
  /// - Parameter pages: the pages of causes that stand in the same folder.
  func text(pages: [FailurePages.Page] = []) -> String {
    let whole = SweepSummary(
      tool: "\(arguments.table.program.name) \(arguments.table.program.version)",
      command: command, scenarios: sweeps.map { summary(of: $0, pages) })
    return SweepPage(whole).text
  }

  private func summary(
    of sweep: ScenarioSweep, _ pages: [FailurePages.Page]
  ) -> ScenarioSummary {
    let tally = sweep.tally
    let coverage = tally.coverage
    let step = coverage.lengthStep
    return ScenarioSummary(
      path: sweep.path, title: sweep.scenario.title ?? sweep.scenario.name,
      expects: sweep.scenario.expect.verdict.rawValue,
      ending: SweepText(sweep: sweep, replay: replay(sweep)).verdict.plain,
      isAsExpected: sweep.ending == .asExpected,
      outcomes: OutcomeSummary(
        runs: tally.runs, broken: tally.violationCount, crashed: tally.crashCount,
        undecided: coverage.undecided, events: tally.events),
      lengths: coverage.lengths.map { place, share in
        (place * step, place * step + step - 1, ShareSummary(share))
      },
      laws: tally.laws.map(LawSummary.init),
      faults: zip(tally.faults, coverage.faults).map { ($0, ShareSummary($1)) },
      draws: coverage.draws.map { subject, values in
        (subject, values.map { ($0.key, ShareSummary($0.value)) })
      },
      pairs: coverage.pairs.flatMap { first, others in
        others.map { (first, $0.key, $0.value) }
      },
      causes: causes(of: sweep, pages), levels: levels(of: sweep))
  }

  private func causes(of sweep: ScenarioSweep, _ pages: [FailurePages.Page]) -> [CauseSummary] {
    sweep.tally.groupsByWeight.enumerated().map { index, group in
      let replay = replay(sweep).text(sweep.path, group.seed)
      let page = pages.first { $0.scenario == sweep.path && $0.seed == group.seed }
      return CauseSummary(
        signature: "\(group.signature)", law: group.signature.property, count: group.count,
        isSurprise: group.isSurprise, seed: "\(group.seed)",
        when: group.failure.when.map { "\($0)" } ?? "", expected: group.failure.expected,
        seen: group.failure.seen, drawn: group.drawn, replay: replay, page: page?.name,
        explained: {
          guard index < SweepPages.told, let record = sweep.fullRecord(of: group) else {
            return nil
          }
          let run = FullRun(sweep, record, replay: replay)
          return run.subject(of: arguments.table.program, isAlone: true)
        })
    }
  }

  /// How clients fared under the first seeds; nothing where the scenario keeps verdicts only.
  private func levels(of sweep: ScenarioSweep) -> ServiceLevels? {
    let tally = sweep.tally
    guard tally.runs > 0, sweep.scenario.record.level != .verdict else { return nil }
    let many = SweepPages.closeLook / max(1, tally.events / tally.runs)
    var levels = ServiceLevels()
    for seed in tally.coverage.sample.prefix(max(1, many)) {
      levels.add(sweep.fullRecord(seed, sweep.options))
    }
    return levels
  }
}

extension ShareSummary {
  /// The numbers of a share.
  init(_ share: SweepCoverage.Share) {
    self.init(runs: share.runs, broken: share.broken)
  }
}

extension LawSummary {
  /// The numbers of a law.
  init(_ tally: LawTally) {
    self.init(
      id: tally.id, kind: tally.kind.word, runs: tally.runs, held: tally.held,
      broken: tally.violated, undecided: tally.undecided)
  }
}
