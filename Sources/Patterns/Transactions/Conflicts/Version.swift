public import Primitives
public import ServiceRuntime

/// How often a record has been changed; what an optimistic writer compares.
public struct Version: Hashable, Comparable, Sendable, Codable {
  /// The number, zero for what does not exist.
  public let number: Int

  /// The version of a number.
  public init(_ number: Int) {
    self.number = number
  }

  /// The version after the next change.
  public var next: Version { Version(number + 1) }

  public static func < (left: Version, right: Version) -> Bool { left.number < right.number }
}

extension Version: Fingerprinted {
  public func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

/// A value and how often it has been changed.
public struct Versioned<Value: StoredValue>: Codable, Sendable, Fingerprinted {
  /// How often it has been changed.
  public var version: Version
  /// The value itself.
  public var value: Value

  /// A value of a version.
  public init(version: Version, value: Value) {
    self.version = version
    self.value = value
  }

  public func fingerprint(into digest: inout Digest) {
    version.fingerprint(into: &digest)
    value.fingerprint(into: &digest)
  }
}

/// Says that a record has been changed since it was read.
public struct VersionConflict: Error, Hashable, Sendable {
  /// The record's key.
  public let key: String
  /// The version that the writer had read.
  public let expected: Version
  /// The version that the record has; zero when it is gone.
  public let actual: Version
}

extension StoreTransaction {
  /// Writes a value unless the record was changed since it was read.
  ///
  /// - Parameter expected: the version read, zero where there was nothing.
  /// - Returns: the version after the write.
  /// - Throws: `VersionConflict`, or a `StoreError`.
  @discardableResult
  public func put<Value>(
    _ table: Table<Versioned<Value>>, _ key: String, _ value: Value, expecting expected: Version
  ) async throws -> Version {
    let actual = try await getForUpdate(table, key)?.version ?? Version(0)
    guard actual == expected else {
      throw VersionConflict(key: key, expected: expected, actual: actual)
    }
    let new = Versioned(version: expected.next, value: value)
    if expected == Version(0) {
      try await insertContended(table, key, new)
    } else {
      try await put(table, key, new)
    }
    return new.version
  }
}
