/// How much concurrent transactions may notice of each other.
///
/// The levels are Adya's, over single items: predicates are not modelled. Snapshot isolation and
/// repeatable read are not comparable; every other level forbids all that the one before forbids.
public enum IsolationLevel: String, CaseIterable, Sendable {
  /// Writes do not interleave.
  case readUncommitted = "read-uncommitted"
  /// Only what is committed and final is read.
  case readCommitted = "read-committed"
  /// What was read does not change until the end.
  case repeatableRead = "repeatable-read"
  /// All reads see one instant, and no two concurrent transactions write the same item.
  case snapshotIsolation = "snapshot-isolation"
  /// Some order of the transactions explains everything.
  case serializable
  /// Such an order exists in which each client's transactions follow each other.
  case strongSessionSerializable = "strong-session-serializable"
  /// Such an order exists that agrees with real time.
  case strictSerializable = "strict-serializable"

  /// Whether the level rules out an anomaly.
  package func forbids(_ anomaly: Anomaly) -> Bool {
    guard anomaly.order.rawValue <= strongestOrder.rawValue else { return false }
    return forbids(anomaly.kind)
  }

  /// Whether the level rules out anomalies of a kind that rest on data alone.
  package func forbids(_ kind: Anomaly.Kind) -> Bool {
    switch kind {
    case .unwrittenRead, .incompatibleOrder, .internalWrite, .dirtyWrite, .writeCycle: true
    case .abortedRead, .intermediateRead, .circularInformation: self != .readUncommitted
    case .unrepeatableRead, .lostUpdate, .singleAntiDependency, .nonadjacentAntiDependencies:
      self != .readUncommitted && self != .readCommitted
    case .antiDependencyCycle:
      self != .readUncommitted && self != .readCommitted && self != .snapshotIsolation
    }
  }

  /// The strongest order besides data that the level respects.
  var strongestOrder: Anomaly.Order {
    switch self {
    case .readUncommitted, .readCommitted, .repeatableRead, .snapshotIsolation, .serializable:
      .data
    case .strongSessionSerializable: .session
    case .strictSerializable: .realTime
    }
  }

  /// Whether the level demands that one order explains everything.
  var demandsSerialOrder: Bool {
    switch self {
    case .readUncommitted, .readCommitted, .repeatableRead, .snapshotIsolation: false
    case .serializable, .strongSessionSerializable, .strictSerializable: true
    }
  }
}
