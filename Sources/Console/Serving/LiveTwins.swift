import Checking
import Engine
import Harness
import Primitives
import Reporting
import Trials

/// One seed of a scenario twice: simulated, and on real processes.
struct LiveTwins {
  /// The scenario's file.
  let path: String
  /// The simulated run.
  let simulated: RunRecord
  /// The run on real processes.
  let live: RunRecord
  private let expectation: ScenarioExpectation

  /// Runs both, the live one in real time.
  init(
    _ path: String, _ document: ScenarioDocument, _ system: SystemUnderTest, seed: Seed,
    without: Set<String>, _ setup: TrialSetup
  ) throws(CommandError) {
    self.path = path
    expectation = document.scenario.expect
    var options = ScenarioRunner.Options()
    options.level = .full
    options.without = without
    let runner = ScenarioRunner(document, system: system)
    simulated = runner.run(seed, options)
    do {
      let trial = try Trial(runner.variation(of: seed, options).scenario, of: system, setup)
      options.pace = trial
      live = ScenarioRunner(document, system: trial.mirror).run(seed, options)
    } catch {
      throw CommandError(.internalError, error.reason)
    }
  }

  /// Whether the live run ended as the scenario expects of its simulation.
  var exitCode: ExitCode {
    // The digest is a matter of the simulation.
    var expectation = expectation
    expectation.digest = nil
    switch expectation.outcome(of: live) {
    case .asExpected: return .success
    case .undecided: return .undecided
    case .unexpectedViolation, .missingViolation, .otherRun: return .violated
    }
  }

  // MARK: For people

  /// What came of both, and their timelines side by side.
  func lines(all: Bool) -> [StyledText] {
    var lines: [StyledText] = []
    var table = Table([("law", .left), ("simulated", .left), ("live", .left)])
    for (simulated, live) in zip(simulated.reports, live.reports) {
      table.append([StyledText(live.id), word(simulated.verdict), word(live.verdict)])
    }
    lines += table.lines + [""]
    for report in live.reports where report.verdict.isViolated {
      lines += story(of: report)
    }
    let strikes = live.faultCounts.map { "\($0.id) \($0.count)" }
    if !strikes.isEmpty { lines.append(StyledText("struck    \(strikes.joined(separator: ", "))")) }
    lines.append(StyledText("ended     simulated \(ending(simulated)), live \(ending(live))"))
    lines.append("")
    lines += TwinFigures(simulated, live).table.lines + [""]
    return lines + TwinTimelines(simulated, live).lines(all: all)
  }

  private func ending(_ record: RunRecord) -> String {
    "after \(record.end): \(record.operations.count) operations, \(record.messageCount) messages"
  }

  private func word(_ verdict: Verdict) -> StyledText {
    switch verdict {
    case .holds: StyledText("holds", .success)
    case .violated: StyledText("violated", .failure)
    case .undecided: StyledText("undecided", .warning)
    }
  }

  private func story(of report: PropertyReport) -> [StyledText] {
    guard let evidence = report.verdict.evidence else { return [] }
    return [
      "\("violated", .failure)  \(StyledText(report.id, .emphasis))  live, at \(evidence.when)",
      StyledText("expected  \(evidence.expected)"), StyledText("seen      \(evidence.seen)"), "",
    ]
  }

  // MARK: For programs

  var json: JSONText {
    [
      "schema": "orrery.live/1",
      "scenario": .text(live.scenario.name),
      "path": .text(path),
      "seed": .text("\(live.seed)"),
      "asExpected": .flag(exitCode == .success),
      "laws": .list(
        zip(simulated.reports, live.reports).map { simulated, live in
          [
            "id": .text(live.id), "simulated": .text(text(simulated.verdict)),
            "live": .text(text(live.verdict)),
          ]
        }),
      "faults": .list(
        zip(simulated.faultCounts, live.faultCounts).map { simulated, live in
          [
            "id": .text(live.id), "simulated": .integer(Int64(simulated.count)),
            "live": .integer(Int64(live.count)),
          ]
        }),
      "operations": .list(
        zip(simulated.operations, live.operations).map { simulated, live in
          [
            "command": .text("\(live.command) \(live.arguments)"),
            "simulated": .text(LiveTwins.text(of: simulated.result)),
            "live": .text(LiveTwins.text(of: live.result)),
            "simulated_ns": simulated.ended.map { .text("\(($0 - simulated.invoked).nanoseconds)") }
              ?? .null,
            "live_ns": live.ended.map { .text("\(($0 - live.invoked).nanoseconds)") } ?? .null,
          ]
        }),
      "figures": TwinFigures(simulated, live).json,
    ]
  }

  private func text(_ verdict: Verdict) -> String {
    switch verdict {
    case .holds: "holds"
    case .violated: "violated"
    case .undecided: "undecided"
    }
  }

  /// What became of an operation, in a sentence.
  static func text(of result: ClientOperation.Result) -> String {
    switch result {
    case .pending: "pending"
    case .succeeded(let answer): "succeeded: \(answer)"
    case .failed(let reason): "failed: \(reason)"
    case .unknown(let reason): "unknown: \(reason)"
    }
  }
}
