package import Engine
package import Harness
import Primitives

/// What a run came to, as one line that another process can compare.
package struct RunProbe: Hashable, Sendable {
  /// The seed that was run.
  package let seed: Seed
  /// The fingerprint of everything that happened.
  package let digest: String
  /// How many events happened.
  package let events: Int

  /// What a finished run came to.
  package init(_ record: RunRecord) {
    seed = record.seed
    digest = record.digest.description
    events = record.eventCount
  }

  /// Reads a line; nothing when it is none of ours.
  package init?(line: some StringProtocol) {
    let parts = line.split(separator: "\t")
    guard parts.count == 3, let seed = UInt64(parts[0]), let events = Int(parts[2]) else {
      return nil
    }
    self.seed = Seed(seed)
    self.digest = String(parts[1])
    self.events = events
  }

  /// The line.
  package var line: String { "\(seed)\t\(digest)\t\(events)" }

  /// Every event of a full trace as a line of its own.
  package static func lines(of trace: Trace) -> [String] {
    trace.events.map { event in
      [
        "\(event.instant)", event.kind.name, trace.name(of: event.place) ?? "-",
        trace.name(of: event.peer) ?? "-", String(event.subject, radix: 16),
        String(event.value, radix: 16), trace.text(event.text), trace.text(event.detail),
      ].joined(separator: "\t")
    }
  }
}
