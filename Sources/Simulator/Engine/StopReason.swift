/// Why a run ended.
public enum StopReason: Hashable, Sendable {
  /// Nothing is pending and nobody waits.
  case quiescent
  /// Nothing is pending, yet somebody waits for what can no longer come.
  case deadlock([Waiter])
  /// A bound was reached.
  case limit(Limit)
  /// Something asked the run to stop.
  case stopped
  /// Code of the run asked something of the real world, so the run cannot be repeated.
  case escaped(Escape)

  /// Whether somebody waits for what can no longer come.
  package var isDeadlock: Bool {
    if case .deadlock = self { return true }
    return false
  }

  /// A task that waits.
  public struct Waiter: Hashable, Sendable, CustomStringConvertible {
    /// The place where the task runs.
    public let place: String
    /// The task's label.
    public let task: String
    /// What it waits for.
    public let reason: String

    /// Place, task and reason in a sentence.
    public var description: String { "\(task) on \(place) waits for \(reason)" }
  }

  /// The bounds of a run.
  public enum Limit: String, Hashable, Sendable {
    /// Virtual time.
    case time
    /// Number of events.
    case events
    /// Number of pending events.
    case pending
    /// Resumptions within one instant.
    case resumptionsPerInstant = "resumptions within one instant"
    /// Time on the wall.
    case wall = "time on the wall"
    /// Memory of the process.
    case memory
  }
}

extension StopReason: CustomStringConvertible {
  /// The reason in a few words.
  public var description: String {
    switch self {
    case .quiescent: "quiescent"
    case .deadlock(let waiters): "deadlock: " + waiters.map(\.description).joined(separator: "; ")
    case .limit(let limit): "the limit on \(limit.rawValue) was reached"
    case .stopped: "stopped"
    case .escaped(let escape): "\(escape)"
    }
  }
}
