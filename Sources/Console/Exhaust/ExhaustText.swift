import Exploration
import Harness
import Primitives

/// What a person reads of trying every point: a certificate, or what broke.
struct ExhaustText {
  let exhaustion: Exhaustion

  /// How many points of one cause are listed.
  private static let most = 20

  /// The lines for a terminal.
  var lines: [StyledText] {
    if let failure = exhaustion.baseFailure { return alreadyBroken(failure) }
    guard let record = exhaustion.record else {
      let reason = exhaustion.baseDoubt ?? "it was not made"
      return [headline("undecided", .warning, "the run without further faults: \(reason)")]
    }
    let attempts = exhaustion.attempts
    let broken = attempts.count { $0.result.failure != nil }
    let undecided = attempts.count { $0.result.failure == nil && $0.result.doubt != nil }
    var lines: [StyledText] = []
    if broken > 0 {
      lines.append(headline("BROKEN", .failure, "in \(broken) of \(runs(attempts.count))"))
    } else if undecided > 0 {
      lines.append(headline("undecided", .warning, "in \(undecided) of \(runs(attempts.count))"))
    } else {
      lines.append(headline("all held", .success, "in \(runs(attempts.count))"))
    }
    lines.append(
      StyledText(
        "  seed \(exhaustion.seed), good run of \(record.eventCount) events,"
          + " \(record.messageCount) messages, digest \(record.digest)", .muted))
    lines.append("")
    lines += table
    lines += causes(attempts)
    lines += doubts(attempts)
    lines.append("")
    lines += broken == 0 && undecided == 0 && exhaustion.isComplete ? proof : []
    return lines
  }

  private func headline(_ word: String, _ style: Style, _ rest: String) -> StyledText {
    "\(exhaustion.path)  \(StyledText(word, style)) \(rest)"
  }

  private func alreadyBroken(_ failure: RunFailure) -> [StyledText] {
    [
      headline("BROKEN", .failure, "without any further fault: there is no good run to begin with"),
      "  violated  \(failure.signature.property)",
      "  expected  \(failure.expected)",
      "  seen      \(failure.seen)",
      "  replay    \(exhaustion.replay.text(exhaustion.path, exhaustion.seed))",
      StyledText("  --bare leaves out what the scenario itself has go wrong", .muted),
    ]
  }

  private var table: [StyledText] {
    let rows = exhaustion.rows
    let hasUndecided = rows.contains { $0.undecided > 0 }
    let hasUnreached = rows.contains { $0.unreached > 0 }
    var columns: [(String, Table.Alignment)] = [
      ("tried", .left), ("faults", .right), ("runs", .right), ("held", .right),
      ("broken", .right),
    ]
    if hasUndecided { columns.append(("undecided", .right)) }
    if hasUnreached { columns.append(("did not happen", .right)) }
    var table = Table(columns.map { (title: $0.0, alignment: $0.1) })
    for row in rows {
      var cells: [StyledText] = [
        StyledText(row.title), "\(row.planned)", "\(row.runs)", "\(row.held)",
        row.broken > 0 ? StyledText("\(row.broken)", .failure) : "0",
      ]
      if hasUndecided { cells.append("\(row.undecided)") }
      if hasUnreached { cells.append("\(row.unreached)") }
      table.append(cells)
    }
    var lines = table.lines.map { "  \($0)" as StyledText }
    if !exhaustion.comparison.isEmpty {
      let tried = exhaustion.singles?.section.job.count ?? 0
      lines.append(
        StyledText(
          "  of \(exhaustion.faultCount) faults at points of the good run \(tried) lie in the "
            + "history of what came out", .muted))
      lines.append("")
      lines += efforts
    }
    if exhaustion.unrelatedPairs > 0 {
      lines.append(
        StyledText(
          "  \(exhaustion.unrelatedPairs) pairs left out: nothing follows from both in common",
          .muted))
    }
    return lines
  }

  /// How many runs it took, against other ways to search.
  private var efforts: [StyledText] {
    var table = Table([
      (title: "search", alignment: .left), (title: "first broken in run", alignment: .right),
      (title: "of", alignment: .right),
    ])
    for effort in exhaustion.comparison {
      table.append([
        StyledText(effort.name), StyledText(effort.found.map { "\($0)" } ?? "none"),
        "\(effort.runs)",
      ])
    }
    return table.lines.map { "  \($0)" }
  }

  // MARK: What broke

  private func causes(_ attempts: [Exhaustion.Attempt]) -> [StyledText] {
    var groups = OrderedDictionary<FailureSignature, [Exhaustion.Attempt]>()
    for attempt in attempts {
      guard let failure = attempt.result.failure else { continue }
      groups[failure.signature, default: []].append(attempt)
    }
    var lines: [StyledText] = []
    for (number, (signature, attempts)) in groups.enumerated() {
      lines.append("")
      let title = groups.count > 1 ? "cause \(number + 1) of \(groups.count)  " : ""
      lines.append(
        "\(StyledText(title + signature.description, .emphasis)), \(runs(attempts.count))")
      if let failure = attempts.first?.result.failure {
        lines.append("expected  \(failure.expected)")
        lines.append("seen      \(failure.seen)")
      }
      for attempt in attempts.prefix(ExhaustText.most) { lines.append(replay(attempt)) }
      let left = attempts.count - ExhaustText.most
      if left > 0 {
        lines.append(StyledText("          \(left) more; --json lists them all", .muted))
      }
    }
    return lines
  }

  private func doubts(_ attempts: [Exhaustion.Attempt]) -> [StyledText] {
    let open = attempts.filter { $0.result.failure == nil && $0.result.doubt != nil }
    guard let first = open.first, let reason = first.result.doubt else { return [] }
    return ["", "\("undecided", .warning) \(reason)"] + open.prefix(3).map(replay)
  }

  private func replay(_ attempt: Exhaustion.Attempt) -> StyledText {
    "replay    \(exhaustion.replay.text(exhaustion.path, exhaustion.seed, with: attempt.faults))"
  }

  // MARK: What it proves

  /// What the certificate says, and what it does not.
  private var proof: [StyledText] {
    let hasPairs = exhaustion.pairs != nil
    let hasFaults =
      exhaustion.base.section.job.faults != .none
      && (!exhaustion.base.scenario.allFaults.isEmpty || exhaustion.base.scenario.chaos != nil)
    if !exhaustion.comparison.isEmpty {
      let faults = hasPairs ? "single fault and no pair of faults" : "single fault"
      return [
        StyledText(
          "  proves    under seed \(exhaustion.seed) no \(faults) reaches a violation by a loss, "
            + "a crash or a pause that could have prevented what came out"),
        StyledText(
          "  not       messages that come twice or late, other seeds and orders, \(calm)",
          .muted),
      ]
    }
    return [
      StyledText(
        "  proves    under seed \(exhaustion.seed) and this order of tasks no "
          + (hasPairs ? "one or two of these faults break" : "single one of these faults breaks")
          + " a law" + (hasFaults ? ", beside what the scenario has go wrong" : "")),
      StyledText(
        "  not       other seeds and orders, "
          + (hasPairs ? "three faults at once" : "two faults at once (--pairs)")
          + ", faults in \(calm), clients that crash or wait for ever", .muted),
    ]
  }

  /// The part of the end in which nothing was tried.
  private var calm: String {
    exhaustion.base.section.job.faultsOutlastWork
      ? "the last half of the calm at the end" : "the calm at the end"
  }

  private func runs(_ count: Int) -> String { "\(count) run\(count == 1 ? "" : "s")" }
}
