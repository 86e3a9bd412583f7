import Checking
import Primitives
import ServiceRuntime
import World

/// An observed table as a list that remembers which of its entries have changed.
final class ListFollower {
  /// The entries.
  let log: ListLog
  private let service: ServiceName
  private let observation: Observation
  /// Where each entry stands in the list, by the host's name and the key.
  private var positions: [String: [String: Int]] = [:]

  /// A follower of a table, which begins with what is in it now.
  init(_ observation: Observation, of service: ServiceName, in view: SystemView) {
    self.service = service
    self.observation = observation
    log = ListLog(at: view.moment)
    for entry in view.entries(of: observation, in: service) {
      positions[entry.host, default: [:]][entry.key] = log.append(entry)
    }
  }

  /// Whether a table of a host is the one that is followed.
  func follows(_ table: TableName, on host: Host) -> Bool {
    table.word == observation.table.word && host.service == service
  }

  /// Told of a change of the table's committed contents.
  func note(_ change: DatabaseChange, on host: Host) {
    let entry = change.new.map { observation.entry($0, key: change.key, host: host.name) }
    if let position = positions[host.name]?[change.key] {
      log.replace(position, by: entry)
    } else if let entry {
      positions[host.name, default: [:]][change.key] = log.append(entry)
    }
  }
}
