import Primitives
package import ServiceRuntime
package import World

/// The keys of some tables whose committed records have changed since somebody asked.
///
/// What lets a law look at what has changed only: a law that goes through a whole table at each
/// commit makes a run of twice the length cost four times as much.
package final class ChangeFeed {
  /// A record that has changed, by where it is kept.
  package struct Entry {
    /// The host that keeps it.
    package let host: Host
    /// The table.
    package let table: TableName
    /// The key.
    package let key: String

    /// The committed value; nothing where there is none any more.
    package func value<Value>(of table: Table<Value>) -> Value? {
      host.disk.database.value(of: table, key)
    }
  }

  private let tables: [(service: ServiceName, table: TableName)]
  private var entries: [Entry] = []

  /// A feed that begins with everything that is in the tables now.
  fileprivate init(_ tables: [(service: ServiceName, table: TableName)], of cluster: Cluster) {
    self.tables = tables
    for (service, table) in tables {
      for host in cluster.storeHosts(of: service) {
        entries += host.disk.database.records(of: table).map {
          Entry(host: host, table: table, key: $0.key)
        }
      }
    }
  }

  func note(_ change: DatabaseChange, on host: Host) {
    let isWanted = tables.contains {
      $0.table.word == change.table.word && $0.service == host.service
    }
    if isWanted { entries.append(Entry(host: host, table: change.table, key: change.key)) }
  }

  /// The changed records in the order of their changes, a record as often as it changed.
  package func take() -> [Entry] {
    defer { entries.removeAll(keepingCapacity: true) }
    return entries
  }
}

extension SystemView {
  /// A feed of the changes of some tables, from what is in them now.
  package func follow(_ tables: [(service: ServiceName, table: TableName)]) -> ChangeFeed {
    let feed = ChangeFeed(tables, of: cluster)
    lists.add(feed)
    return feed
  }

  /// What laws keep together for this run under a name, made when it is asked for first.
  package func kept<Kept: AnyObject>(_ name: String, _ make: () -> Kept) -> Kept {
    if let known = notebooks[name] as? Kept { return known }
    let made = make()
    notebooks[name] = made
    return made
  }
}
