import Primitives
import Resilience
package import ServiceRuntime
import ShopContracts
import Transactions

/// Sells units by a transaction over the warehouse and its own purchases.
package final class TwoPhaseDesk: Service {
  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    ("two-phase-begun-before-prepare", "the transaction is written down, nobody was asked"),
    ("two-phase-votes-known-before-decision", "all have voted, nothing is decided"),
    ("two-phase-decision-durable-before-delivery", "it is decided, nobody was told"),
    ("two-phase-delivered-before-end", "everybody was told, the transaction is not closed"),
  ]

  /// How a transaction is coordinated.
  package enum Coordination: String, Sendable, CaseIterable {
    /// What is decided is written down first and then told until everybody has heard it.
    case durable
    /// Nothing is written down; where telling fails, it is called off (patterns V9).
    case forgetful
  }

  private let context: ServiceContext
  private let coordination: Coordination
  private let book: PurchaseBook
  private let coordinator: Coordinator
  private var begun = 0

  package init(_ context: ServiceContext, _ coordination: Coordination) {
    self.context = context
    self.coordination = coordination
    book = PurchaseBook(context)
    coordinator = Coordinator(
      context,
      rules: CoordinatorRules(
        backoff: Backoff(.doubling, base: .milliseconds(200), cap: .seconds(3))))
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
    try await coordinator.start()
    open.run()
  }

  private func finish(_ purchase: Purchase) async throws -> Purchase {
    switch coordination {
    case .durable: try await finishDurably(purchase)
    case .forgetful: try await finishForgetfully(purchase)
    }
  }

  /// Runs transactions until one of them has ended the purchase.
  ///
  /// The purchase's own end is part of the decision, and refuses a second one.
  private func finishDurably(_ purchase: Purchase) async throws -> Purchase {
    while true {
      begun += 1
      let id = TwoPhaseCommitID(
        "\(purchase.order)/\(context.host)#\(context.incarnation)/\(begun)")
      do {
        _ = try await coordinator.run(
          id, [CoordinatedBranch(WarehouseAPI.service, content(of: purchase))]
        ) { decision, transaction in
          try await self.end(purchase, decision, in: transaction)
        }
      } catch let error as RPCError where error.code != .cancelled {
        context.log(.warning, "transaction \(id) is undecided: \(error)")
      } catch let error as StoreError where error.code != .closed {
        context.log(.warning, "transaction \(id) is undecided: \(error)")
      }
      let now = try await book.purchase(purchase.order)
      if now.status != .pending { return now }
      try await context.clock.sleep(for: .seconds(1))
    }
  }

  private func end(
    _ purchase: Purchase, _ decision: TwoPhaseCommitDecision, in transaction: any StoreTransaction
  ) async throws {
    let now = try await transaction.getForUpdate(PurchaseBook.table, purchase.order.text)
    switch decision {
    case .commit:
      guard now?.status == .pending else {
        throw RPCError(.failedPrecondition, "order \(purchase.order) has ended already")
      }
      try await book.decide(purchase.order, .confirmed, reason: nil, in: transaction)
    case .abort:
      try await book.decide(
        purchase.order, .refused, reason: "it could not be had", in: transaction)
    }
  }

  /// Collects a vote, sends the decision once, and calls it off where that was not answered.
  private func finishForgetfully(_ purchase: Purchase) async throws -> Purchase {
    begun += 1
    let id = TwoPhaseCommitID("\(purchase.order)/\(context.host)#\(context.incarnation)/\(begun)")
    let request = PrepareBranch(
      transaction: id, coordinator: context.service.text, content: content(of: purchase))
    do throws(RPCError) {
      let vote = try await context.call(request, to: WarehouseAPI.service, deadline: limit)
      guard case .yes = vote else {
        return try await concluded(purchase, .refused, "it could not be had")
      }
      _ = try await context.call(
        DecideBranch(transaction: id, decision: .commit), to: WarehouseAPI.service, deadline: limit)
      return try await concluded(purchase, .confirmed, nil)
    } catch {
      if error.code == .cancelled { throw error }
      _ = try? await context.call(
        DecideBranch(transaction: id, decision: .abort), to: WarehouseAPI.service, deadline: limit)
      return try await concluded(purchase, .refused, error.message)
    }
  }

  private func concluded(
    _ purchase: Purchase, _ status: PurchaseStatus, _ reason: String?
  ) async throws(RPCError) -> Purchase {
    do {
      return try await book.decide(purchase.order, status, reason: reason)
    } catch {
      throw RPCError(.cancelled, "the purchase was not ended: \(error)")
    }
  }

  private var limit: Deadline { context.clock.deadline(after: .seconds(3)) }

  private func content(of purchase: Purchase) -> ShelfBranch {
    ShelfBranch(order: purchase.order, product: purchase.product, quantity: purchase.quantity)
  }
}
