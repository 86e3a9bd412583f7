import Primitives
import Resilience
package import ServiceRuntime
import ShopContracts
import Transactions

/// Sells units by reading the shelf, reckoning, and writing it back, under a lock or without one.
///
/// Several clerks share a shelf. The lock is a lease: a clerk that is slower than its lease writes
/// when the lock is another's, and only what the shelf knows of tokens can refuse that.
package final class ClerkDesk: Service {
  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (afterRead, "the shelf has been read, nothing is written")
  ]

  static let afterRead: FailpointName = "after-read-before-write"

  private let context: ServiceContext
  private let isLocking: Bool
  private let lease: Duration
  private let book: PurchaseBook

  /// A clerk that takes a lease of a length, or that does not care for locks.
  package init(_ context: ServiceContext, isLocking: Bool, lease: Duration) {
    self.context = context
    self.isLocking = isLocking
    self.lease = lease
    book = PurchaseBook(context)
  }

  package func start() async throws {
    let open = OpenPurchases(book) { _ = try await self.finish($0) }
    context.handle(BuyUnits.self) { request, _ in
      let purchase = try await self.book.record(request)
      guard purchase.status == .pending else { return purchase.summary }
      return try await open.working(on: purchase.order) {
        try await self.finish(purchase).summary
      }
    }
    context.handle(AskPurchase.self) { request, _ in
      try await self.book.purchase(request.order).summary
    }
    open.run()
  }

  /// Tries until the warehouse has said yes or no.
  private func finish(_ purchase: Purchase) async throws -> Purchase {
    let backoff = Backoff(.doubling, base: .milliseconds(200), cap: .seconds(5))
    var attempt = 1
    while true {
      do throws(RPCError) {
        let refusal = try await takeOnce(purchase)
        return try await end(purchase, refusal)
      } catch {
        if error.code == .cancelled { throw error }
        context.log(.warning, "order \(purchase.order) has to wait: \(error.message)")
      }
      try await context.clock.sleep(for: backoff.pause(before: attempt))
      attempt += 1
    }
  }

  private func end(_ purchase: Purchase, _ refusal: String?) async throws(RPCError) -> Purchase {
    do {
      return try await book.decide(
        purchase.order, refusal == nil ? .confirmed : .refused, reason: refusal)
    } catch let error as StoreError {
      throw RPCError(error)
    } catch let error as RPCError {
      throw error
    } catch {
      throw RPCError(.cancelled, "the purchase was not ended: \(error)")
    }
  }

  /// Reads, reckons and writes once; gives the reason where there is too little.
  private func takeOnce(_ purchase: Purchase) async throws(RPCError) -> String? {
    let limit = context.clock.deadline(after: .seconds(3))
    let held = isLocking ? try await acquire(purchase, limit) : nil
    let shelf = try await context.call(
      ReadShelf(product: purchase.product, token: held?.token.number), to: WarehouseAPI.service,
      deadline: limit)
    try await pass()
    guard shelf.free >= purchase.quantity else {
      if try await wasTaken(purchase) { return nil }
      await release(held)
      return "only \(shelf.free) \(purchase.product) left"
    }
    _ = try await context.call(
      WriteShelf(
        order: purchase.order, product: purchase.product, quantity: purchase.quantity,
        free: shelf.free - purchase.quantity, token: held?.token.number),
      to: WarehouseAPI.service, deadline: context.clock.deadline(after: .seconds(3)))
    await release(held)
    return nil
  }

  /// Whether an earlier attempt, whose answer did not come, has taken the units.
  private func wasTaken(_ purchase: Purchase) async throws(RPCError) -> Bool {
    try await context.call(
      AskTaking(order: purchase.order, isFinal: true), to: WarehouseAPI.service,
      deadline: context.clock.deadline(after: .seconds(3))
    ).wasTaken
  }

  private func pass() async throws(RPCError) {
    do {
      try await context.failpoint(Self.afterRead)
    } catch let error as RPCError {
      throw error
    } catch {
      throw RPCError(.cancelled, "the work ended: \(error)")
    }
  }

  private func acquire(_ purchase: Purchase, _ limit: Deadline) async throws(RPCError) -> Lease {
    // Each purchase is an owner of its own, so that two of one clerk keep out of each other's way.
    let owner = "\(context.host)#\(context.incarnation)/\(purchase.order)"
    return try await context.call(
      AcquireLease("shelf/\(purchase.product)", owner: owner, for: lease),
      to: LockKeeper.service, deadline: limit)
  }

  private func release(_ lease: Lease?) async {
    guard let lease else { return }
    _ = try? await context.call(
      ReleaseLease(lease), to: LockKeeper.service,
      deadline: context.clock.deadline(after: .seconds(1)))
  }
}
