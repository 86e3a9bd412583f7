import Primitives
public import ServiceRuntime

/// A view that is computed from events and lags behind them; the reading side of CQRS.
///
/// The rows and the position that they reflect are written in one transaction, so no event is
/// taken in twice and none is left out, whenever the process ends. What can be computed once can
/// be computed again: a rebuild starts from nothing.
public final class Projection<Event: StoredValue, Row: StoredValue> {
  /// Takes an event into the rows; reads and writes nothing else.
  public typealias Apply =
    (StoredEvent<Event>, ProjectionRows<Row>) async throws -> Void

  private let context: ServiceContext
  private let events: EventStore<Event>
  private let name: String
  private let rows: Table<Row>
  private let positions: Table<Int>
  private let apply: Apply

  /// A view of a name over the streams of another.
  public init(
    _ context: ServiceContext, _ name: String, of events: EventStore<Event>,
    apply: @escaping Apply
  ) {
    self.context = context
    self.name = name
    self.events = events
    self.apply = apply
    rows = Table(TableName("view-\(name)"))
    positions = Table("view-positions")
  }

  /// Takes in what has happened since, at most a number of events.
  ///
  /// - Returns: how many events were taken in; fewer than the limit means that the view is level.
  @discardableResult
  public func catchUp(limit: Int = 100) async throws -> Int {
    precondition(limit > 0, "a view cannot catch up by \(limit) events")
    return try await context.store.settlingTransaction { transaction in
      let position = try await self.positionForUpdate(in: transaction)
      let next = try await self.events.read(after: position, limit: limit, in: transaction)
      let view = ProjectionRows(table: self.rows, transaction: transaction)
      for event in next { try await self.apply(event, view) }
      if let last = next.last {
        try await transaction.put(self.positions, self.name, last.position)
      }
      try await self.context.failpoint("projection-before-commit")
      return next.count
    }
  }

  /// A row, with the position that it reflects.
  public func row(_ key: String) async throws -> ProjectedRow<Row> {
    try await context.store.transaction(TransactionOptions(isolation: .snapshot)) { transaction in
      ProjectedRow(
        value: try await transaction.get(self.rows, key),
        position: try await transaction.get(self.positions, self.name) ?? 0,
        lag: try await self.lag(in: transaction))
    }
  }

  /// How many events the view is behind.
  public func lag() async throws -> Int {
    try await context.store.transaction(TransactionOptions(isolation: .snapshot)) { transaction in
      try await self.lag(in: transaction)
    }
  }

  /// Throws the view away and computes it anew.
  public func rebuild() async throws {
    try await context.store.settlingTransaction { transaction in
      _ = try await self.positionForUpdate(in: transaction)
      for (key, _) in try await transaction.list(self.rows) {
        try await transaction.remove(self.rows, key)
      }
      try await transaction.put(self.positions, self.name, 0)
    }
    while try await catchUp() > 0 {}
  }

  private func lag(in transaction: any StoreTransaction) async throws(StoreError) -> Int {
    let position = try await transaction.get(positions, name) ?? 0
    return try await events.lastPosition(in: transaction) - position
  }

  /// The view's position, with other tasks kept from catching up at the same time.
  private func positionForUpdate(in transaction: any StoreTransaction) async throws -> Int {
    if let position = try await transaction.getForUpdate(positions, name) { return position }
    try await transaction.insertContended(positions, name, 0)
    return 0
  }
}

/// The rows of a view while it takes an event in.
public struct ProjectionRows<Row: StoredValue> {
  let table: Table<Row>
  let transaction: any StoreTransaction

  /// The row of a key, if there is one.
  public func get(_ key: String) async throws(StoreError) -> Row? {
    try await transaction.get(table, key)
  }

  /// Writes the row of a key, or removes it.
  public func set(_ key: String, _ row: Row?) async throws(StoreError) {
    if let row {
      try await transaction.put(table, key, row)
    } else {
      try await transaction.remove(table, key)
    }
  }
}

/// A view's answer, which says how old it is.
public struct ProjectedRow<Row> {
  /// The row, if there is one.
  public let value: Row?
  /// The position of the latest event that the view has taken in.
  public let position: Int
  /// How many events the view was behind.
  public let lag: Int
}
