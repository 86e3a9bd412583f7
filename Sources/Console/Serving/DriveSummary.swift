import Primitives

/// What came of a drive.
struct DriveSummary {
  /// How long each operation took in nanoseconds, the shortest first.
  let latencies: [Int64]
  /// How many were done.
  let succeeded: Int
  /// How many were certainly not done.
  let failed: Int
  /// How many may have been done.
  let unknown: Int
  /// How many of those that failed had reached nobody.
  let refused: Int
  /// How often anything was sent by clients.
  let attempts: Int
  /// How often each answer came.
  let answers: [(words: String, count: Int)]
  /// How long it all took.
  let elapsed: Duration
  /// How much time of processors this process has used.
  let processor: Duration

  /// Whether all that was asked was asked of nobody.
  var isUnheard: Bool { refused > 0 && refused == latencies.count }

  /// How many operations ended in a second.
  var perSecond: Int64 {
    elapsed.nanoseconds == 0 ? 0 : Int64(latencies.count) * 1_000_000_000 / elapsed.nanoseconds
  }

  /// The latency that so many of a thousand stay at or below.
  private func latency(_ thousandths: Int) -> Int64 {
    guard !latencies.isEmpty else { return 0 }
    return latencies[min(latencies.count - 1, latencies.count * thousandths / 1_000)]
  }

  private static let ranks: [(name: String, thousandths: Int)] = [
    ("p50", 500), ("p90", 900), ("p99", 990), ("p99.9", 999), ("max", 1_000),
  ]

  var lines: [StyledText] {
    var lines: [StyledText] = [
      StyledText(
        "operations  \(latencies.count) in \(Self.text(elapsed.nanoseconds)): "
          + "\(perSecond) a second"),
      StyledText("outcomes    \(succeeded) succeeded, \(failed) failed, \(unknown) unknown"),
      StyledText(
        "latency     "
          + Self.ranks.map { "\($0.name) \(Self.text(latency($0.thousandths)))" }
          .joined(separator: ", ")),
      StyledText("attempts    \(attempts)"),
      StyledText("processor   \(Self.text(processor.nanoseconds)) of this process"),
    ]
    var table = Table([("count", .right), ("answer", .left)])
    for answer in answers {
      table.append([StyledText("\(answer.count)"), StyledText(answer.words)])
    }
    lines.append("")
    return lines + table.lines
  }

  var json: JSONText {
    [
      "schema": "orrery.drive/1",
      "operations": .integer(Int64(latencies.count)),
      "succeeded": .integer(Int64(succeeded)), "failed": .integer(Int64(failed)),
      "unknown": .integer(Int64(unknown)), "attempts": .integer(Int64(attempts)),
      "elapsed_ns": .text("\(elapsed.nanoseconds)"), "perSecond": .integer(perSecond),
      "latency_ns": .object(
        OrderedDictionary(
          uniqueKeysWithValues: Self.ranks.map { ($0.name, .text("\(latency($0.thousandths))")) })),
      "processor_ns": .text("\(processor.nanoseconds)"),
      "answers": .list(
        answers.map { ["words": .text($0.words), "count": .integer(Int64($0.count))] }),
    ]
  }

  /// A span of time with three digits: `1.24 ms`.
  static func text(_ nanoseconds: Int64) -> String {
    let units: [(Int64, String)] = [
      (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns"),
    ]
    guard let (size, name) = units.first(where: { nanoseconds >= $0.0 }), size > 1 else {
      return "\(nanoseconds) ns"
    }
    let hundredths = nanoseconds / (size / 100 == 0 ? 1 : size / 100)
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) \(name)"
  }
}
