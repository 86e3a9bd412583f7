import Primitives
import ServiceRuntime

/// An idempotency key and what its request came to, as the hand-made methods keep it.
package struct KeyRow: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The key.
  package let key: String
  /// A fingerprint of the request.
  package let request: String
  /// What was answered; nothing while that is not known.
  package let reply: TakenUnits?

  package var description: String { "\(key): \(reply.map { "\($0.remaining) left" } ?? "open")" }
}

extension KeyRow {
  /// The key of a request that must have one.
  static func required(_ key: String?) throws(RPCError) -> String {
    guard let key, !key.isEmpty else {
      throw RPCError(.invalidArgument, "the request carries no key")
    }
    return key
  }

  /// What a request under a key was answered before.
  ///
  /// - Throws: an `RPCError` where the key came with another request, or a `StoreError`.
  static func reply(
    to request: TakeUnits, _ key: String, _ transaction: any StoreTransaction
  ) async throws -> TakenUnits? {
    guard let row = try await transaction.getForUpdate(WarehouseService.keyTable, key) else {
      return nil
    }
    guard row.request == request.hash else {
      throw RPCError(.failedPrecondition, "the key \(key) belongs to another request")
    }
    return row.reply
  }

  /// Writes down what a request under a key was answered.
  static func keep(
    _ reply: TakenUnits, to request: TakeUnits, _ key: String,
    _ transaction: any StoreTransaction
  ) async throws(StoreError) {
    try await transaction.put(
      WarehouseService.keyTable, key, KeyRow(key: key, request: request.hash, reply: reply))
  }
}
