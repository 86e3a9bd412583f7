import Exploration
import Harness
import Primitives
import Reporting

/// What a person reads of shrinking: what went, what is left, and what that needs.
struct ShrunkText {
  private let shrunk: Shrunk
  private let files: ShrunkFiles
  /// Where a page about the smallest run was written.
  var page: String?

  init(_ shrunk: Shrunk, _ files: ShrunkFiles) {
    self.shrunk = shrunk
    self.files = files
  }

  /// The lines for a terminal.
  var lines: [StyledText] {
    let signature = shrunk.failure.signature
    var lines: [StyledText] = [
      "\("violated", .failure)  \(StyledText("\(signature)", .emphasis))  under seed \("\(shrunk.failing.seed)")",
      "seen      \(StyledText(shrunk.failure.seen))",
    ]
    if shrunk.signature != signature {
      lines.append(StyledText("before    \(shrunk.signature)", .muted))
    }
    if shrunk.seed != shrunk.failing.seed {
      lines.append(
        StyledText("seed      \(shrunk.seed) before; commands of their own draw anew", .muted))
    }
    lines.append("")
    lines += figures
    lines.append("")
    lines += needs
    lines.append(seeds)
    lines.append(StyledText(effort, .muted))
    lines.append("")
    if let path = files.scenario { lines.append("scenario  \(StyledText(path))") }
    if let path = files.repro { lines.append("repro     \(StyledText(path))") }
    lines.append("replay    \(StyledText(replay))")
    if let page { lines.append("look      \(StyledText(page))") }
    return lines
  }

  /// What a page says about it.
  var log: ShrinkLog {
    ShrinkLog(
      figures: rows.map { ShrinkLog.Figure($0, $1, $2) },
      needs: shrunk.needs.map { ShrinkLog.Need($0.part, without: $0.without) },
      effort: effort)
  }

  private var rows: [(name: String, before: String, after: String)] {
    let (before, after) = (shrunk.before, shrunk.after)
    var rows = [
      ("faults", "\(before.faults)", "\(after.faults)"),
      ("commands", "\(before.commands)", "\(after.commands)"),
      ("clients", "\(before.clients)", "\(after.clients)"),
      ("hosts", "\(before.hosts)", "\(after.hosts)"),
      ("time", before.time.rounded, after.time.rounded),
      ("events", "\(before.events)", "\(after.events)"),
    ]
    if after.switches != 0 {
      let count = after.switches.map { "\($0) out of turn" } ?? "drawn"
      rows.append(("order", "drawn", count))
    }
    return rows
  }

  private var figures: [StyledText] {
    let width = rows.map(\.1.count).max() ?? 0
    return rows.map { name, before, after in
      let gap = String(repeating: " ", count: max(0, width - before.count))
      let pad = String(repeating: " ", count: max(0, 8 - name.count))
      return StyledText("\(name)\(pad)  \(gap)\(before) -> \(after)")
    }
  }

  private var needs: [StyledText] {
    shrunk.needs.enumerated().map { index, need in
      StyledText(
        "\(index == 0 ? "needs   " : "        ")  \(need.part); without it \(need.without)")
    }
  }

  private var seeds: StyledText {
    let (failing, tried) = shrunk.otherSeeds
    guard tried > 0 else { return "seeds     not tried: the time was over" }
    if failing == tried { return StyledText("seeds     every one of \(tried) others fails too") }
    return StyledText("seeds     \(failing) of \(tried) others fail too")
  }

  private var effort: String {
    let milliseconds = shrunk.elapsed.nanoseconds / 1_000_000
    let tenths = (milliseconds % 1_000) / 100
    let runs = "\(shrunk.trialCount) runs in \(milliseconds / 1_000).\(tenths) s"
    return shrunk.isMinimal
      ? "tried     \(runs); nothing more can go"
      : "tried     \(runs); the time was over, give more with --for"
  }

  /// The command that replays the smallest run.
  var replay: String {
    let replay = shrunk.run.replayCommand
    if let repro = files.repro { return replay.text(repro, shrunk.failing.seed) }
    return replay.text(files.scenario ?? "", shrunk.failing.seed)
  }

  /// The same for a program.
  var json: JSONText {
    func object(_ measure: CaseMeasure) -> JSONText {
      [
        "faults": .integer(Int64(measure.faults)), "commands": .integer(Int64(measure.commands)),
        "clients": .integer(Int64(measure.clients)), "hosts": .integer(Int64(measure.hosts)),
        "events": .integer(Int64(measure.events)), "t_ns": .text("\(measure.time.nanoseconds)"),
      ]
    }
    let signature = shrunk.failure.signature
    return [
      "schema": "orrery.shrink/1",
      "property": .text(signature.property), "place": .text(signature.place),
      "event": .text(signature.event), "fault": .text(signature.fault),
      "seed": .text("\(shrunk.failing.seed)"), "seen": .text(shrunk.failure.seen),
      "before": object(shrunk.before), "after": object(shrunk.after),
      "minimal": .flag(shrunk.isMinimal), "runs": .integer(Int64(shrunk.trialCount)),
      "needs": .list(
        shrunk.needs.map { ["part": .text($0.part), "without": .text($0.without)] }),
      "scenario": files.scenario.map { .text($0) } ?? .null,
      "repro": files.repro.map { .text($0) } ?? .null, "replay": .text(replay),
      "wall": ["milliseconds": .integer(shrunk.elapsed.nanoseconds / 1_000_000)],
    ]
  }
}
