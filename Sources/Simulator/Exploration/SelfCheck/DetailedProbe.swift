package import Engine
package import Harness
import Primitives

/// One run with everything that it takes to say where another one parts from it.
///
/// Travels from process to process as lines: a head, the checkpoints, what escaped, the events.
package struct DetailedProbe: Sendable {
  /// The digest at the end.
  package let digest: String
  /// How many events of the simulation there were.
  package let eventCount: Int
  /// The digest at regular numbers of events, and how many lines of the trace come before.
  let checkpoints: [(digest: String, length: Int)]
  /// What was asked of the real world.
  package let escapes: [EscapeLine]
  /// The trace, each event as a line.
  let lines: [Substring]

  /// An escape as it travels.
  package struct EscapeLine: Hashable, Sendable {
    /// Its class.
    package let kind: Escape.Kind
    /// What happened, in a sentence.
    package let text: String
    /// The line of code, empty where it is not known.
    package let source: String
  }

  /// Reads what another process wrote; nothing when that is not whole.
  package init?(_ text: String) {
    var rest = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    func parts(_ line: Substring) -> [Substring] {
      line.split(separator: "\t", omittingEmptySubsequences: false)
    }
    guard let head = rest.popFirst().map(parts), head.count == 3, head[0] == "run",
      let eventCount = Int(head[2])
    else { return nil }
    digest = String(head[1])
    self.eventCount = eventCount
    var checkpoints: [(digest: String, length: Int)] = []
    var escapes: [EscapeLine] = []
    while let line = rest.popFirst(), line != "events" {
      let parts = parts(line)
      if parts.count == 3, parts[0] == "checkpoint", let length = Int(parts[2]) {
        checkpoints.append((String(parts[1]), length))
      } else if parts.count == 4, parts[0] == "escape",
        let kind = Escape.Kind(rawValue: String(parts[1]))
      {
        escapes.append(
          EscapeLine(
            kind: kind, text: TabbedText.unescaped(parts[2]),
            source: TabbedText.unescaped(parts[3])))
      } else {
        return nil
      }
    }
    guard rest.last == "end" || rest.dropLast().last == "end" else { return nil }
    self.checkpoints = checkpoints
    self.escapes = escapes
    lines = Array(rest.prefix { $0 != "end" })
  }

  /// The lines of a finished run with a full trace.
  ///
  /// - Parameter sources: the line of code of each escape, empty where it is not known.
  package static func write(
    _ record: RunRecord, sources: [String], to write: (String) -> Void
  ) {
    write("run\t\(record.digest)\t\(record.eventCount)\n")
    for (checkpoint, length) in zip(record.trace.checkpoints, record.trace.checkpointLengths) {
      write("checkpoint\t\(checkpoint.digest)\t\(length)\n")
    }
    for (index, escape) in record.escapes.enumerated() {
      let source = sources.indices.contains(index) ? sources[index] : ""
      write(
        "escape\t\(escape.kind.rawValue)\t\(TabbedText.escaped("\(escape)"))"
          + "\t\(TabbedText.escaped(source))\n")
    }
    write("events\n")
    for event in record.trace.comparedEvents { write(event.line + "\n") }
    write("end\n")
  }

  /// The lines of the trace between which two runs part; nothing when they are the same run.
  ///
  /// Runs that have parted stay apart, so the checkpoints are bisected and only what lies between
  /// two of them is read event by event.
  func parting(from other: DetailedProbe) -> (begin: Int, ends: (Int, Int))? {
    if digest == other.digest, lines.count == other.lines.count { return nil }
    let shared = min(checkpoints.count, other.checkpoints.count)
    var same = 0
    var different = shared
    while same < different {
      let middle = (same + different) / 2
      if checkpoints[middle] == other.checkpoints[middle] {
        same = middle + 1
      } else {
        different = middle
      }
    }
    let begin = same == 0 ? 0 : checkpoints[same - 1].length
    guard same < shared else { return (begin, (lines.count, other.lines.count)) }
    return (begin, (checkpoints[same].length, other.checkpoints[same].length))
  }

  /// Where two runs part, and what is most likely to blame.
  package func comparison(
    with other: DetailedProbe, under circumstances: Circumstances
  ) -> Comparison? {
    guard let (begin, ends) = parting(from: other) else { return nil }
    let first = lines[begin..<ends.0].compactMap { ComparedEvent(line: $0) }
    let second = other.lines[begin..<ends.1].compactMap { ComparedEvent(line: $0) }
    let found = DigestComparison(
      first, second, under: circumstances,
      escapes: (escapes + other.escapes).map(\.kind))
    return found.map { difference in
      let index = begin + difference.index
      return Comparison(
        index: index, count: lines.count, difference: difference,
        preceding: lines[..<index].reversed().lazy.compactMap { ComparedEvent(line: $0) }
          .first { difference.isOfSamePlace($0) })
    }
  }

  /// The first difference of two runs.
  package struct Comparison: Sendable {
    /// The position of the first event that differs, in the whole trace.
    package let index: Int
    /// How many events the first run's trace has.
    package let count: Int
    /// What differs there.
    package let difference: DigestComparison
    /// What had last happened on the same host in both runs; the cause ran after it.
    ///
    /// Nothing where no host is concerned or nothing had happened there.
    package let preceding: ComparedEvent?
  }
}
