public import Primitives
public import ServiceRuntime

/// The durable records of a service's sagas of one kind.
///
/// A saga's record is written before anything is done that it tells of. Sagas that have not ended
/// are listed apart, so that recovery need not go through all that ever were.
public struct SagaLog<State: StoredValue> {
  private let context: ServiceContext
  private let records: Table<SagaRecord<State>>
  private let live: Table<SagaID>
  private let interventions: Table<SagaIntervention>

  /// The records of the sagas of a name.
  public init(_ context: ServiceContext, name: String) {
    self.context = context
    records = Table(TableName("saga-\(name)"))
    live = Table(TableName("saga-\(name)-live"))
    interventions = Table(TableName("saga-\(name)-interventions"))
  }

  /// The record of a saga, if it exists.
  public func record(of id: SagaID) async throws -> SagaRecord<State>? {
    try await context.store.transaction { try await $0.get(self.records, id.text) }
  }

  /// Whether a saga may still act; what services ask before they forget a key of its.
  public func isLive(_ id: SagaID) async throws -> Bool {
    try await context.store.transaction { try await $0.get(self.live, id.text) != nil }
  }

  /// The sagas that have not ended, in order of their names.
  public func liveSagas() async throws -> [SagaID] {
    try await context.store.transaction { try await $0.list(self.live).map(\.value) }
  }

  /// The sagas that people must look at, in order of their names.
  public func openInterventions() async throws -> [SagaIntervention] {
    try await context.store.transaction { try await $0.list(self.interventions).map(\.value) }
  }

  // MARK: Inside transactions

  func record(
    of id: SagaID, in transaction: any StoreTransaction
  ) async throws(StoreError) -> SagaRecord<State>? {
    try await transaction.getForUpdate(records, id.text)
  }

  /// Writes a new saga down.
  ///
  /// - Throws: `serialization` when another transaction has just done the same.
  func insert(
    _ record: SagaRecord<State>, in transaction: any StoreTransaction
  ) async throws(StoreError) {
    try await transaction.insertContended(records, record.id.text, record)
    try await transaction.put(live, record.id.text, record.id)
  }

  /// Takes the place of a record, provided nobody else has become the saga's owner.
  ///
  /// Writing what is there already does nothing, so that a write whose end is unknown can be
  /// repeated.
  func replace(
    with record: SagaRecord<State>, in transaction: any StoreTransaction
  ) async throws -> SagaWrite {
    guard let stored = try await transaction.getForUpdate(records, record.id.text) else {
      preconditionFailure("saga \(record.id) at revision \(record.revision) has no record")
    }
    guard stored.lease.token == record.lease.token else {
      throw SagaLeaseLost(id: record.id, owner: stored.lease.owner)
    }
    if stored.revision == record.revision { return .wasThere }
    precondition(
      stored.revision + 1 == record.revision,
      "saga \(record.id) is at revision \(stored.revision), cannot write \(record.revision)")
    try await transaction.put(records, record.id.text, record)
    return .written
  }

  /// Changes a saga's owner.
  func seize(
    _ record: SagaRecord<State>, in transaction: any StoreTransaction
  ) async throws(StoreError) {
    try await transaction.put(records, record.id.text, record)
  }

  /// Takes a saga that has ended off the list, and puts it onto the one for people where need be.
  func close(
    _ id: SagaID, _ intervention: SagaIntervention?, in transaction: any StoreTransaction
  ) async throws(StoreError) {
    try await transaction.remove(live, id.text)
    if let intervention { try await transaction.put(interventions, id.text, intervention) }
  }

  /// Takes a saga that people have looked at back onto the list.
  func reopen(_ id: SagaID, in transaction: any StoreTransaction) async throws(StoreError) {
    try await transaction.remove(interventions, id.text)
    try await transaction.put(live, id.text, id)
  }
}

/// Whether a record was written or had been before.
enum SagaWrite {
  case written
  case wasThere
}
