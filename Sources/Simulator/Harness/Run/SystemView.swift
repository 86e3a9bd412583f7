public import Checking
import Engine
public import Primitives
public import ServiceRuntime
package import World

/// The state of a whole system, as laws look at it: committed records, processes, clients.
///
/// Looking changes nothing and is seen by nobody. What a process keeps only in memory is not part
/// of it, since a crash would take it away.
public final class SystemView {
  /// The hosts, links and disks.
  package let cluster: Cluster
  /// What the clients asked for and what came of it.
  public internal(set) var operations: [ClientOperation] = []

  /// A view of all hosts of a cluster.
  package init(_ cluster: Cluster) {
    self.cluster = cluster
  }

  /// The committed values of a table in all stores of a service, in order of hosts and keys.
  public func values<Value>(of table: Table<Value>, in service: ServiceName) -> [Value] {
    entries(of: table, in: service).map(\.value)
  }

  /// The committed keys and values of a table in all stores of a service.
  public func entries<Value>(
    of table: Table<Value>, in service: ServiceName
  ) -> [(key: String, value: Value)] {
    cluster.disks(of: service).flatMap { $0.database.contents(of: table) }
  }

  /// The committed value of a key in the first store of a service that has one.
  public func value<Value>(
    of table: Table<Value>, _ key: String, in service: ServiceName
  ) -> Value? {
    for disk in cluster.disks(of: service) {
      if let value = disk.database.value(of: table, key) { return value }
    }
    return nil
  }

  /// The subject that changes with every commit to a table of a service.
  public static func subject(_ table: TableName, in service: ServiceName) -> Subject {
    Subject("\(service)/\(table)")
  }

  /// The subject that changes when a client's operation ends.
  public static let operationsSubject: Subject = "operations"
}

/// A command that a client gave, and what came of it.
public struct ClientOperation: Hashable, Sendable {
  /// The client's name.
  public let client: String
  /// The command's name.
  public let command: String
  /// The arguments as people say them: `order 1001, quantity 1`.
  public let arguments: String
  /// When it was given.
  public let invoked: Instant
  /// When it ended; nothing while it lasts, or when its client died.
  public internal(set) var ended: Instant?
  /// What came of it.
  public internal(set) var result: Result

  /// What came of an operation.
  public enum Result: Hashable, Sendable {
    /// It has not ended.
    case pending
    /// It was done, with this answer.
    case succeeded(String)
    /// It was certainly not done, for this reason.
    case failed(String)
    /// It may have been done.
    case unknown(String)
  }
}
