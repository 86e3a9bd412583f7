import Primitives
import ServiceRuntime

/// An aggregate's state at a version, kept so that older events need not be read.
///
/// Only a shortcut: a snapshot that is missing or of another schema is passed over, and the state
/// is computed from the events.
struct Snapshot<State: StoredValue>: Codable, Sendable, Fingerprinted {
  let schema: Int
  let version: Int
  let state: State
}

/// When snapshots are kept and which of them count.
public struct SnapshotRule: Hashable, Sendable {
  /// After how many events one is kept.
  public let interval: Int
  /// The form of the state; change it with the state's type or with how events are taken in.
  public let schema: Int

  /// A rule.
  ///
  /// - Precondition: the interval is positive.
  public init(every interval: Int, schema: Int = 1) {
    precondition(interval > 0, "snapshots need a positive interval, got \(interval)")
    self.interval = interval
    self.schema = schema
  }
}
