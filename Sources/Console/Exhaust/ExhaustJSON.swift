import Exploration
import Harness
import Primitives

/// What trying every point came to, for programs.
struct ExhaustJSON {
  let exhaustion: Exhaustion

  /// One scenario as an object.
  var object: JSONText {
    let record = exhaustion.record
    return [
      "path": .text(exhaustion.path),
      "name": .text(exhaustion.base.scenario.name),
      "seed": .text("\(exhaustion.seed)"),
      "verdict": .text(verdict),
      "complete": .flag(exhaustion.isComplete),
      "good": [
        "events": .integer(Int64(record?.eventCount ?? 0)),
        "messages": .integer(Int64(record?.messageCount ?? 0)),
        "digest": record.map { .text("\($0.digest)") } ?? .null,
        "failure": exhaustion.baseFailure.map(failure) ?? .null,
      ],
      "tried": .list(exhaustion.rows.map(row)),
      "unrelatedPairs": .integer(Int64(exhaustion.unrelatedPairs)),
      "searches": .list(
        exhaustion.comparison.map { effort in
          [
            "search": .text(effort.name),
            "found": effort.found.map { .integer(Int64($0)) } ?? .null,
            "runs": .integer(Int64(effort.runs)),
          ]
        }),
      "broken": .list(exhaustion.attempts.filter { $0.result.failure != nil }.map(attempt)),
      "undecided": .list(
        exhaustion.attempts.filter { $0.result.failure == nil && $0.result.doubt != nil }
          .map(attempt)),
    ]
  }

  private var verdict: String {
    switch exhaustion.code {
    case .success: "holds"
    case .violated: "violated"
    default: "undecided"
    }
  }

  private func row(_ row: ExhaustionRow) -> JSONText {
    [
      "kind": .text(row.title),
      "faults": .integer(Int64(row.planned)),
      "runs": .integer(Int64(row.runs)),
      "held": .integer(Int64(row.held)),
      "broken": .integer(Int64(row.broken)),
      "undecided": .integer(Int64(row.undecided)),
      "didNotHappen": .integer(Int64(row.unreached)),
    ]
  }

  private func attempt(_ attempt: Exhaustion.Attempt) -> JSONText {
    [
      "faults": .list(attempt.faults.map { .text($0.description) }),
      "failure": attempt.result.failure.map(failure) ?? .null,
      "undecided": attempt.result.doubt.map { .text($0) } ?? .null,
      "digest": .text("\(attempt.result.digest)"),
      "replay": .text(
        exhaustion.replay.text(exhaustion.path, exhaustion.seed, with: attempt.faults)),
    ]
  }

  private func failure(_ failure: RunFailure) -> JSONText {
    [
      "property": .text(failure.signature.property),
      "place": .text(failure.signature.place),
      "event": .text(failure.signature.event),
      "t_ns": failure.when.map { .text("\($0.nanoseconds)") } ?? .null,
      "expected": .text(failure.expected),
      "seen": .text(failure.seen),
    ]
  }
}
