import Checking
import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// A sweep for programs: stable, versioned, the same bytes for the same runs.
struct SweepJSON {
  let sweep: ScenarioSweep
  /// How a seed is run again.
  let replay: ReplayCommand

  /// The sweep as one object.
  var object: JSONText {
    let groups = sweep.tally.groupsByWeight
    return [
      "path": .text(sweep.path),
      "name": .text(sweep.scenario.name),
      "expects": .text(sweep.scenario.expect.verdict.rawValue),
      "verdict": .text(verdict),
      "seeds": .text(sweep.section.job.seeds.text),
      "end": sweep.end.map { .text($0.rawValue) } ?? .null,
      "runs": .integer(Int64(sweep.runs)),
      "violated": .integer(Int64(sweep.violationCount)),
      "crashed": .integer(Int64(sweep.tally.crashCount)),
      "events": .integer(Int64(sweep.events)),
      "digest": .text(sweep.digest.description),
      "properties": .list(sweep.tally.laws.map(property)),
      "redacted": .list(
        sweep.redacted.map { ["field": .text($0.name), "count": .integer(Int64($0.count))] }),
      "faultsThatNeverStruck": .list(sweep.faultsThatNeverStruck.map { .text($0) }),
      "failure": groups.first.flatMap { sweep.fullRecord(of: $0) }.map(failure) ?? .null,
      "causes": .list(groups.map(cause)),
    ]
  }

  private var verdict: String {
    switch sweep.ending {
    case .asExpected: "as-expected"
    case .violated: "violated"
    case .fixed: "fixed"
    case .changed: "changed"
    case .unreached: "unreached"
    case .undecided: "undecided"
    case .nothingRan: "nothing-ran"
    }
  }

  private func property(_ tally: LawTally) -> JSONText {
    [
      "id": .text(tally.id),
      "kind": .text(tally.kind.word),
      "held": .integer(Int64(tally.held)),
      "violated": .integer(Int64(tally.violated)),
      "runs": .integer(Int64(tally.runs)),
    ]
  }

  private func cause(_ group: FailureGroup) -> JSONText {
    [
      "property": .text(group.signature.property),
      "place": .text(group.signature.place),
      "event": .text(group.signature.event),
      "fault": .text(group.signature.fault),
      "expected": .flag(!group.isSurprise),
      "count": .integer(Int64(group.count)),
      "seed": .text(group.seed.description),
      "events": .integer(Int64(group.events)),
      "seen": .text(group.failure.seen),
      "drawn": group.drawn.isEmpty ? .null : .text(group.drawn),
      "replay": .text(replay.text(sweep.path, group.seed)),
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
      "replay": .text(replay.text(sweep.path, record.seed)),
    ]
  }
}
