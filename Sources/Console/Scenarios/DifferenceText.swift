import Engine
import Harness
import Primitives

/// What a person reads of the difference between two runs.
struct DifferenceText {
  private let first: RunSide
  private let second: RunSide
  private let isFull: Bool

  /// How many lines stand before the first difference, and how many of either run are shown that
  /// the other one does not have.
  private static let (before, most) = (5, 20)

  init(_ first: RunSide, _ second: RunSide, isFull: Bool) {
    self.first = first
    self.second = second
    self.isFull = isFull
  }

  /// Whether both are the same run.
  var isSame: Bool { first.digest == second.digest }

  private var comparesCourse: Bool { first.isRecording || second.isRecording }

  private func steps(_ side: RunSide, timed: Bool) -> [RunSide.Step] {
    if comparesCourse { return side.course }
    return timed ? side.told : side.things
  }

  /// The lines for a terminal.
  var lines: [StyledText] {
    var lines: [StyledText] = [side("A", first), side("B", second)]
    if isSame { return lines + ["\("same", .success)      event for event"] }
    lines.append("")
    lines += parting
    let (left, right) = (steps(first, timed: false), steps(second, timed: false))
    let difference = SequenceDifference(left.map(\.name), right.map(\.name))
    lines += surplus("A", left, difference.onlyFirst)
    lines += surplus("B", right, difference.onlySecond)
    return lines
  }

  private func side(_ name: String, _ side: RunSide) -> StyledText {
    let outcome = side.outcome.map { ": \($0)" } ?? ""
    return StyledText("\(name)         \(side.label)\(outcome), digest \(side.digest)")
  }

  /// The first thing that is not the same, after some that are.
  private var parting: [StyledText] {
    let (left, right) = (steps(first, timed: true), steps(second, timed: true))
    let difference = SequenceDifference(left.map(\.name), right.map(\.name))
    guard let parting = difference.parting else {
      let what = comparesCourse ? "times and contents are not compared" : "a draw or a content"
      return ["\("parts", .warning)     in nothing that is told: \(what)"]
    }
    let start = max(0, parting - DifferenceText.before)
    var lines: [StyledText] = [
      "\("parts", .warning)     after \(counted(parting, "step")) that are the same"
    ]
    lines += left[start..<parting].map { StyledText("     \($0.line)", .muted) }
    for (name, steps) in [("A", left), ("B", right)] {
      let line = steps.indices.contains(parting) ? steps[parting].line : "has ended"
      lines.append(StyledText("  \(name)  \(line)", .warning))
    }
    return lines
  }

  private func surplus(
    _ name: String, _ steps: [RunSide.Step], _ positions: [Int]
  ) -> [StyledText] {
    guard !positions.isEmpty else { return [] }
    let shown = isFull ? positions[...] : positions.prefix(DifferenceText.most)
    var lines: [StyledText] = [
      "", "\("only \(name)", .emphasis)    \(counted(positions.count, "step"))",
    ]
    lines += shown.map { StyledText("     \(steps[$0].line)") }
    let left = positions.count - shown.count
    if left > 0 {
      lines.append(StyledText("     \(counted(left, "more line")): --log full shows them", .muted))
    }
    return lines
  }

  private func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// The same for a program.
  var json: JSONText {
    let timed = (steps(first, timed: true), steps(second, timed: true))
    let parting = SequenceDifference(timed.0.map(\.name), timed.1.map(\.name)).parting
    let (left, right) = (steps(first, timed: false), steps(second, timed: false))
    let difference = SequenceDifference(left.map(\.name), right.map(\.name))
    func line(_ steps: [RunSide.Step]) -> JSONText {
      guard let parting, steps.indices.contains(parting) else { return .null }
      return .text(steps[parting].line)
    }
    return [
      "schema": "orrery.diff/1", "same": .flag(isSame),
      "a": ["run": .text(first.label), "digest": .text(first.digest), "parting": line(timed.0)],
      "b": ["run": .text(second.label), "digest": .text(second.digest), "parting": line(timed.1)],
      "sameSteps": parting.map { .integer(Int64($0)) } ?? .null,
      "onlyA": .list(difference.onlyFirst.map { .text(left[$0].line) }),
      "onlyB": .list(difference.onlySecond.map { .text(right[$0].line) }),
    ]
  }
}
