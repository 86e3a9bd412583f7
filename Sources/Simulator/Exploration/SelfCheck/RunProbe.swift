package import Engine
package import Harness
import Primitives

/// What a run came to, as one line that another process can compare.
package struct RunProbe: Hashable, Sendable {
  /// Where the scenario stands.
  package let path: String
  /// The seed that was run.
  package let seed: Seed
  /// The fingerprint of everything that happened.
  package let digest: String
  /// How many events happened.
  package let events: Int
  /// What was asked of the real world, in a sentence; empty for nothing.
  package let escape: String

  /// What a finished run of a scenario came to.
  package init(_ path: String, _ record: RunRecord) {
    self.path = path
    seed = record.seed
    digest = record.digest.description
    events = record.eventCount
    escape = record.escapes.first.map { "\($0)" } ?? ""
  }

  /// Reads a line; nothing when it is none of ours.
  package init?(line: some StringProtocol) {
    let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard parts.count == 5, let seed = UInt64(parts[1]), let events = Int(parts[3]) else {
      return nil
    }
    path = TabbedText.unescaped(parts[0])
    self.seed = Seed(seed)
    digest = String(parts[2])
    self.events = events
    escape = TabbedText.unescaped(parts[4])
  }

  /// The line.
  package var line: String {
    [TabbedText.escaped(path), "\(seed)", digest, "\(events)", TabbedText.escaped(escape)]
      .joined(separator: "\t")
  }
}
