import Engine
package import Primitives
import ServiceRuntime
import World

/// A committed record that became another, as reports show it.
package struct StateChange: Hashable, Sendable {
  /// The event of the trace with which it happened.
  package let event: Int
  /// When it happened.
  package let instant: Instant
  /// The host's place in the trace.
  package let place: Int32
  /// The table and the key, such as `stock/console`.
  package let key: String
  /// The record before in words; nothing when there was none.
  package let old: String?
  /// The record after in words; nothing when there is none.
  package let new: String?
}

/// Keeps every change of committed records of a run with a full trace.
///
/// Observing is seen by nobody: the digest of a run is the same with and without.
final class StateLog {
  /// The changes in the order in which they happened.
  private(set) var changes: [StateChange] = []

  /// A log of all disks of a cluster; it keeps nothing below the full level.
  init(_ cluster: Cluster) {
    let trace = cluster.simulation.trace
    guard trace.isFull else { return }
    for host in cluster.hosts where host.storeHost === host { observe(host, trace) }
  }

  private func observe(_ host: Host, _ trace: Trace) {
    let place = host.index
    host.disk.database.observe { [unowned self] notice in
      let event = max(trace.events.count - 1, 0)
      for change in notice.changes {
        changes.append(
          StateChange(
            event: event, instant: notice.instant, place: place,
            key: "\(change.table)/\(change.key)", old: change.old?.text, new: change.new?.text))
      }
    }
  }
}
