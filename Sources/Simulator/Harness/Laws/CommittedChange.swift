public import ServiceRuntime
import World

/// A change of one committed record, as those see it who read a saga's progress from it.
public struct CommittedChange {
  /// The service in whose store it is.
  public let service: ServiceName
  private let change: DatabaseChange

  init(_ change: DatabaseChange, in service: ServiceName) {
    self.change = change
    self.service = service
  }

  /// The key of the record.
  public var key: String { change.key }

  /// The values before and after, where the change is in the given table; else nothing.
  public func values<Value>(in table: Table<Value>) -> (old: Value?, new: Value?)? {
    change.values(in: table)
  }
}
