import Harness
import Primitives
import Reporting

/// Two timelines of one scenario in one column of events and two of times.
///
/// Moments that say the same but for their numbers are one line, as many as can be without
/// changing the order of either: the longest common subsequence.
struct TwinTimelines {
  private let rows: [Row]

  /// A moment of either or of both.
  private struct Row {
    let simulated: Moment?
    let live: Moment?
  }

  /// The most moments of each that are compared; more would take long and nobody reads them.
  private static let most = 600

  init(_ simulated: RunRecord, _ live: RunRecord) {
    let left = Array(Timeline(simulated).moments.prefix(Self.most))
    let right = Array(Timeline(live).moments.prefix(Self.most))
    rows = Self.align(left, right)
  }

  private static func align(_ left: [Moment], _ right: [Moment]) -> [Row] {
    let (leftKeys, rightKeys) = (left.map(key), right.map(key))
    var lengths = Array(
      repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
    for i in left.indices.reversed() {
      for j in right.indices.reversed() {
        lengths[i][j] =
          leftKeys[i] == rightKeys[j]
          ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    var rows: [Row] = []
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if i < left.count, j < right.count, leftKeys[i] == rightKeys[j] {
        rows.append(Row(simulated: left[i], live: right[j]))
        (i, j) = (i + 1, j + 1)
      } else if j == right.count || i < left.count && lengths[i + 1][j] >= lengths[i][j + 1] {
        rows.append(Row(simulated: left[i], live: nil))
        i += 1
      } else {
        rows.append(Row(simulated: nil, live: right[j]))
        j += 1
      }
    }
    return rows
  }

  /// What a moment says without its numbers.
  ///
  /// Of a commit it is the first record that changed: a real store shows a value as it keeps it,
  /// the simulated one as its type describes it.
  private static func key(_ moment: Moment) -> String {
    let words = moment.text.split(separator: " ", maxSplits: 2)
    let text = words.first == "commits" ? words.prefix(2).joined(separator: " ") : moment.text
    return moment.place + " " + text.filter { !$0.isNumber }
  }

  /// The lines; those that only one of them has are left out unless all are wanted, except what
  /// broke a law.
  func lines(all: Bool) -> [StyledText] {
    var lines: [StyledText] = [
      StyledText("\(padded("simulated", 14))\(padded("live", 14))what happened", .muted)
    ]
    var omitted = 0
    for row in rows {
      guard let moment = row.live ?? row.simulated else { continue }
      let isOnBoth = row.live != nil && row.simulated != nil
      guard
        all || isOnBoth || row.live?.weight != nil && rows.count <= 120
          || moment.weight != .ordinary
      else {
        omitted += 1
        continue
      }
      let text =
        padded(row.simulated.map(Self.time) ?? "-", 14)
        + padded(row.live.map(Self.time) ?? "-", 14)
        + padded(moment.place, 14) + moment.text
      switch moment.weight {
      case .ordinary: lines.append(StyledText(text))
      case .fault: lines.append(StyledText(text, .warning))
      case .violation: lines.append(StyledText(text, .failure))
      }
    }
    if omitted > 0 {
      lines.append(StyledText("\(omitted) more that only one of them has: --log full", .muted))
    }
    return lines
  }

  /// When a moment was, in milliseconds with three further digits: real time has no more to say.
  private static func time(_ moment: Moment) -> String {
    let microseconds = moment.instant.nanoseconds / 1_000
    let rest = String(microseconds % 1_000)
    return "\(microseconds / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest) ms"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
