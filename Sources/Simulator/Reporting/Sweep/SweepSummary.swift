/// What many runs came to, as a page shows it: plain values, whoever made the runs.
package struct SweepSummary {
  /// The program and its version.
  package let tool: String
  /// The command that makes the same runs again.
  package let command: String
  /// The scenarios, in the order in which they were run.
  package let scenarios: [ScenarioSummary]

  /// A summary of the given parts.
  package init(tool: String, command: String, scenarios: [ScenarioSummary]) {
    self.tool = tool
    self.command = command
    self.scenarios = scenarios
  }

  /// A scenario's path without the folders that all have in common and without its ending.
  func name(of scenario: ScenarioSummary) -> String {
    let folders = scenarios.map { $0.path.split(separator: "/").dropLast() }
    var common = folders.first ?? []
    for folder in folders {
      common = common.prefix(zip(common, folder).prefix { $0.0 == $0.1 }.count)
    }
    let parts = scenario.path.split(separator: "/").dropFirst(common.count)
    let name = parts.joined(separator: "/")
    return name.hasSuffix(".jsonc") ? String(name.dropLast(6)) : name
  }

  /// How many runs there were.
  var runs: Int { scenarios.reduce(0) { $0 + $1.outcomes.runs } }
  /// How many of them broke a law.
  var broken: Int { scenarios.reduce(0) { $0 + $1.outcomes.broken } }
  /// Every cause of failure, those that nobody expected first, then by how often they were seen.
  var causes: [(scenario: ScenarioSummary, cause: CauseSummary)] {
    scenarios.flatMap { scenario in scenario.causes.map { (scenario, $0) } }
      .enumerated()
      .sorted { left, right in
        let (mine, other) = (left.element.1, right.element.1)
        if mine.isSurprise != other.isSurprise { return mine.isSurprise }
        return mine.count == other.count ? left.offset < right.offset : mine.count > other.count
      }
      .map(\.element)
  }
}

/// What the runs of one scenario came to.
package struct ScenarioSummary {
  /// Where the scenario stands.
  package let path: String
  /// What happens in it, in a line.
  package let title: String
  /// What it is expected to come to: `holds`, `violated` or `sometimes-violated`.
  package let expects: String
  /// What came of it, in a few words.
  package let ending: String
  /// Whether that is what was expected.
  package let isAsExpected: Bool
  /// How its runs ended.
  package let outcomes: OutcomeSummary
  /// The runs by how many events they had: from a length on, runs, and how many of them broke a law.
  package let lengths: [(from: Int, to: Int, share: ShareSummary)]
  /// What each law came to.
  package let laws: [LawSummary]
  /// In how many runs each planned fault struck.
  package let faults: [(name: String, share: ShareSummary)]
  /// What the seeds drew, value by value.
  package let draws: [(subject: String, values: [(name: String, share: ShareSummary)])]
  /// How often two members of a drawn set were drawn together.
  package let pairs: [(first: String, second: String, runs: Int)]
  /// The causes of failure, the heaviest first.
  package let causes: [CauseSummary]
  /// How clients fared with and without faults; nothing where nobody looked.
  package let levels: ServiceLevels?

  /// A summary of the given parts.
  package init(
    path: String, title: String, expects: String, ending: String, isAsExpected: Bool,
    outcomes: OutcomeSummary, lengths: [(from: Int, to: Int, share: ShareSummary)],
    laws: [LawSummary], faults: [(name: String, share: ShareSummary)],
    draws: [(subject: String, values: [(name: String, share: ShareSummary)])],
    pairs: [(first: String, second: String, runs: Int)], causes: [CauseSummary],
    levels: ServiceLevels?
  ) {
    self.path = path
    self.title = title
    self.expects = expects
    self.ending = ending
    self.isAsExpected = isAsExpected
    self.outcomes = outcomes
    self.lengths = lengths
    self.laws = laws
    self.faults = faults
    self.draws = draws
    self.pairs = pairs
    self.causes = causes
    self.levels = levels
  }

  /// Whether it is expected to keep its laws.
  var isExpectedToHold: Bool { expects == "holds" }
}

/// How runs ended, as numbers.
package struct OutcomeSummary: Hashable, Sendable {
  /// How many runs there were.
  package let runs: Int
  /// How many broke a law, those included that brought down their process.
  package let broken: Int
  /// How many brought down their process.
  package let crashed: Int
  /// How many broke nothing and could not be decided.
  package let undecided: Int
  /// How many events all had together.
  package let events: Int

  /// Numbers of runs and events.
  package init(runs: Int, broken: Int, crashed: Int, undecided: Int, events: Int) {
    self.runs = runs
    self.broken = broken
    self.crashed = crashed
    self.undecided = undecided
    self.events = events
  }

  /// How many kept every law.
  var held: Int { runs - broken - undecided }
}

/// Runs that have something in common, and how many of them broke a law.
package struct ShareSummary: Hashable, Sendable {
  /// How many runs.
  package var runs: Int
  /// How many of them broke a law.
  package var broken: Int

  /// Numbers of runs.
  package init(runs: Int, broken: Int) {
    self.runs = runs
    self.broken = broken
  }
}

/// What one law came to in the runs of a scenario.
package struct LawSummary: Hashable, Sendable {
  /// The law.
  package let id: String
  /// When it is looked at: `always`, `sometimes` and so on.
  package let kind: String
  /// How many runs were judged.
  package var runs: Int
  /// In how many it held or was reached.
  package var held: Int
  /// In how many it was broken.
  package var broken: Int
  /// In how many it was looked at and not decided; for a rare state, looked for and not reached.
  package var undecided: Int

  /// Numbers of runs for one law.
  package init(id: String, kind: String, runs: Int, held: Int, broken: Int, undecided: Int) {
    self.id = id
    self.kind = kind
    self.runs = runs
    self.held = held
    self.broken = broken
    self.undecided = undecided
  }

  /// In how many runs it was never looked at.
  var unseen: Int { runs - held - broken - undecided }
  /// Whether it is a rare state that some run has to reach.
  var isRareState: Bool { kind == "sometimes" }
}

/// Failures that have a cause in common, and the run that stands for them.
package struct CauseSummary {
  /// What they have in common, in a few words.
  package let signature: String
  /// The law that was broken.
  package let law: String
  /// How many runs.
  package let count: Int
  /// Whether one of them was not expected.
  package let isSurprise: Bool
  /// The seed that stands for them.
  package let seed: String
  /// When it broke the law, in virtual time; empty where the process of the run ended.
  package let when: String
  /// What was expected.
  package let expected: String
  /// What was there instead.
  package let seen: String
  /// What the seed drew, as JSON; empty where it drew nothing.
  package let drawn: String
  /// The command that runs it again.
  package let replay: String
  /// The address of a page about it, relative to the sweep's page; nothing where there is none.
  package let page: String?
  /// Makes the run again and explains it; gives nothing where that cannot be done.
  package let explained: () -> ReportSubject?

  /// A cause of the given parts.
  package init(
    signature: String, law: String, count: Int, isSurprise: Bool, seed: String, when: String,
    expected: String, seen: String, drawn: String, replay: String, page: String?,
    explained: @escaping () -> ReportSubject?
  ) {
    self.signature = signature
    self.law = law
    self.count = count
    self.isSurprise = isSurprise
    self.seed = seed
    self.when = when
    self.expected = expected
    self.seen = seen
    self.drawn = drawn
    self.replay = replay
    self.page = page
    self.explained = explained
  }
}
