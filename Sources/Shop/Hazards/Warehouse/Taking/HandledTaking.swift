import ServiceRuntime
import Transactions

/// Leaves keys to the idempotent handler of the patterns: one transaction with the effect.
///
/// Keys are dropped after their life, which must be longer than the most patient caller is.
final class HandledTaking: UnitTaking {
  private let book: ShelfBook
  private let handler: IdempotentHandler

  init(_ book: ShelfBook, keyLife: Duration) {
    self.book = book
    let context = book.context
    let keys = IdempotencyStore(
      context, retention: IdempotencyRetention(retries: .zero, redelivery: .zero, margin: keyLife))
    handler = IdempotentHandler(
      context, keys: keys, rules: IdempotencyRules(whileInProgress: .wait, keepsRefusals: true))
    context.tasks.spawn("key sweep") {
      while (try? await context.clock.sleep(for: max(keyLife / 4, .seconds(1)))) != nil {
        _ = try? await keys.sweep { _ in false }
      }
    }
  }

  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits {
    guard let key = IdempotencyKey(text: key) else {
      throw RPCError(.invalidArgument, "the request carries no key")
    }
    return try await handler.perform(key, request) { transaction in
      try await self.book.takeLocked(request, key: key.text, in: transaction)
    }
  }
}
