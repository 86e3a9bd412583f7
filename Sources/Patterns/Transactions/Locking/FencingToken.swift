public import Primitives
public import ServiceRuntime

/// A number that grows with each owner of a lock, by which late writes of former ones are refused.
///
/// A lease alone protects nothing: its owner may be frozen while it runs out and write afterwards.
/// The idea is that of Kleppmann's fencing and, before it, of Chubby's sequencers.
public struct FencingToken: Hashable, Comparable, Sendable, Codable {
  /// The number, larger for later owners.
  public let number: Int

  /// The token of a number.
  public init(_ number: Int) {
    self.number = number
  }

  /// The token of the next owner.
  public var next: FencingToken { FencingToken(number + 1) }

  public static func < (left: FencingToken, right: FencingToken) -> Bool {
    left.number < right.number
  }
}

extension FencingToken: Fingerprinted {
  public func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

extension FencingToken: CustomStringConvertible {
  public var description: String { "token \(number)" }
}

/// Refuses writes of former owners at the resource that a lock protects.
public struct FencingGuard {
  private let table: Table<FencingToken>

  /// A guard that remembers the latest token of each resource in a table.
  public init(table: TableName = "fencing-tokens") {
    self.table = Table(table)
  }

  /// Lets a write through if no later owner has written before, in the transaction of the write.
  ///
  /// - Throws: `RPCError` with `failedPrecondition` for a former owner, or a `StoreError`.
  public func admit(
    _ token: FencingToken, to resource: String, in transaction: any StoreTransaction
  ) async throws {
    guard let latest = try await transaction.getForUpdate(table, resource) else {
      try await transaction.insertContended(table, resource, token)
      return
    }
    guard token >= latest else {
      throw RPCError(
        .failedPrecondition, "\(resource) belongs to \(latest), \(token) is that of a former owner")
    }
    if token > latest { try await transaction.put(table, resource, token) }
  }
}
