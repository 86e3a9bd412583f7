public import Primitives
public import ServiceRuntime

/// What happens when two writers changed one record: the same rule in every service.
///
/// Every rule is a function of the values alone, so whoever resolves gets the same result.
public enum ConflictResolution<Value: StoredValue> {
  /// The first writer wins and the second is told; for money and stock.
  case refuse
  /// The first writer wins and the second is ignored.
  case keepPresent
  /// The second writer wins, knowing nothing of the first; for what nobody will miss.
  case replace
  /// What both wanted is put together from the value both had read and the two that they made.
  case merge((_ base: Value, _ present: Value, _ proposed: Value) -> Value)

  /// Writes a change, resolving a conflict with whoever was faster.
  ///
  /// - Parameters:
  ///   - base: what the writer had read.
  ///   - proposed: what the writer made of it.
  /// - Returns: what the record holds now.
  /// - Throws: `VersionConflict` where the rule refuses, or a `StoreError`.
  public func write(
    _ proposed: Value, over base: Versioned<Value>, to table: Table<Versioned<Value>>,
    _ key: String, in transaction: any StoreTransaction
  ) async throws -> Versioned<Value> {
    let present = try await transaction.getForUpdate(table, key)
    let actual = present?.version ?? Version(0)
    let winner: Value
    if let present, actual != base.version {
      switch self {
      case .refuse:
        throw VersionConflict(key: key, expected: base.version, actual: actual)
      case .keepPresent: return present
      case .replace: winner = proposed
      case .merge(let merge): winner = merge(base.value, present.value, proposed)
      }
    } else if actual != base.version {
      throw VersionConflict(key: key, expected: base.version, actual: actual)
    } else {
      winner = proposed
    }
    let version = try await transaction.put(table, key, winner, expecting: actual)
    return Versioned(version: version, value: winner)
  }
}

/// A value that knows when and where it was written, so that two copies of it can be merged.
///
/// Merging keeps the later one. Clocks of hosts disagree, so "later" is a rule, not a fact; what
/// matters is that all copies agree in the end, in whatever order and however often they meet.
/// Merge field by field and the last writer of one field does not undo another's field.
public struct Stamped<Value: StoredValue & Comparable>: Codable, Sendable, Fingerprinted {
  /// The value.
  public let value: Value
  /// When it was written, by the writer's wall clock.
  public let time: WallTime
  /// Who wrote it; decides between equal times.
  public let writer: String

  /// A value written by somebody at a time.
  public init(_ value: Value, at time: WallTime, by writer: String) {
    self.value = value
    self.time = time
    self.writer = writer
  }

  /// The later of two copies, by time, then writer, then value.
  public func merged(with other: Stamped) -> Stamped {
    if time != other.time { return time > other.time ? self : other }
    if writer != other.writer { return writer > other.writer ? self : other }
    return value >= other.value ? self : other
  }

  public func fingerprint(into digest: inout Digest) {
    value.fingerprint(into: &digest)
    time.fingerprint(into: &digest)
    digest.combine(writer)
  }
}
