import Checking
import Primitives
import ServiceRuntime
import World

/// An observed table as a list that remembers which of its entries have changed.
final class ListFollower {
  /// The entries.
  let log: ListLog
  private let observation: Observation
  /// Where each entry stands in the list, by its key, for each host by the host's number.
  @exclusivity(unchecked) private var positions: [[String: Int]]
  /// Where the entries are kept, by their positions in the list.
  @exclusivity(unchecked) private var places: [EntryPlace] = []

  /// A follower of a table, which begins with what is in it now.
  init(_ observation: Observation, of service: ServiceName, in view: SystemView) {
    self.observation = observation
    log = ListLog(at: view.moment)
    positions = view.cluster.hosts.map { _ in [:] }
    for host in view.cluster.storeHosts(of: service) {
      for (key, record) in host.disk.database.records(of: observation.table) {
        add(record, key: key, of: host)
      }
    }
  }

  /// Told of a change of the table's committed contents.
  func note(_ change: DatabaseChange, on host: Host) {
    if let position = positions[Int(host.index)][change.key] {
      log.replace(
        position, by: change.new.map { ObservedEntry(place: places[position], record: $0) })
    } else if let record = change.new {
      add(record, key: change.key, of: host)
    }
  }

  private func add(_ record: StoredRecord, key: String, of host: Host) {
    let place = EntryPlace(observation.fields, key: key, host: host.name)
    places.append(place)
    let position = log.append(ObservedEntry(place: place, record: record))
    positions[Int(host.index)][key] = position
  }
}
