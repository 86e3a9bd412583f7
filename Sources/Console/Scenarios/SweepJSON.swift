import Checking
import Engine
import Harness
import Primitives
import Reporting

/// A sweep for programs: stable, versioned, the same bytes for the same runs.
struct SweepJSON {
  let sweep: ScenarioSweep
  /// How a seed is run again.
  let replay: ReplayCommand

  /// The sweep as one object.
  func object(first record: RunRecord?) -> JSONText {
    [
      "path": .text(sweep.path),
      "name": .text(sweep.scenario.name),
      "expects": .text(sweep.scenario.expect.verdict.rawValue),
      "verdict": .text(verdict),
      "runs": .integer(Int64(sweep.runs)),
      "violated": .integer(Int64(sweep.violationCount)),
      "events": .integer(Int64(sweep.events)),
      "digest": .text(sweep.digest.description),
      "properties": .list(sweep.tallies.map { property($0.value) }),
      "faultsThatNeverStruck": .list(sweep.faultsThatNeverStruck.map { .text($0) }),
      "failure": record.map(failure) ?? .null,
    ]
  }

  private var verdict: String {
    switch sweep.ending {
    case .asExpected: "as-expected"
    case .violated: "violated"
    case .fixed: "fixed"
    case .undecided: "undecided"
    case .nothingRan: "nothing-ran"
    }
  }

  private func property(_ tally: PropertyTally) -> JSONText {
    [
      "id": .text(tally.id),
      "kind": .text(tally.kind.word),
      "held": .integer(Int64(tally.held)),
      "violated": .integer(Int64(tally.violated)),
      "runs": .integer(Int64(tally.runs)),
    ]
  }

  private func failure(_ record: RunRecord) -> JSONText {
    guard let report = record.firstViolation, let evidence = report.verdict.evidence else {
      return .null
    }
    return [
      "property": .text(report.id),
      "seed": .text(record.seed.description),
      "t_ns": .text(String(evidence.when.nanoseconds)),
      "place": .text(evidence.location),
      "expected": .text(evidence.expected),
      "seen": .text(evidence.seen),
      "because": .list(evidence.because.map { .text($0) }),
      "digest": .text(record.digest.description),
      "replay": .text(replay.text(sweep.path, record)),
    ]
  }
}
