import Messaging
import Primitives
package import ServiceRuntime
import ShopContracts
import Transactions

/// Sells units by telling the warehouse of purchases and hearing from it what became of them.
package final class EventDesk: Service {
  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (betweenCommitAndPublish, "the purchase is durable, no message tells of it"),
    (betweenPublishAndCommit, "a message tells of the purchase, it is not durable"),
  ]

  static let betweenCommitAndPublish: FailpointName = "after-commit-before-publish"
  static let betweenPublishAndCommit: FailpointName = "after-publish-before-commit"

  /// How a desk publishes what it has taken down.
  package enum Publishing: String, Sendable, CaseIterable {
    /// The message is written in the transaction of the purchase, and relayed.
    case outbox
    /// The purchase is committed, then the message is published (patterns V14).
    case afterCommit = "after-commit"
    /// The message is published, then the purchase is committed (patterns V14).
    case beforeCommit = "before-commit"
  }

  private let context: ServiceContext
  private let publishing: Publishing
  private let book: PurchaseBook
  private let outbox: Outbox
  private let relay: OutboxRelay
  private let publisher: QueuePublisher
  private let consumer: QueueConsumer

  package init(_ context: ServiceContext, _ publishing: Publishing) {
    self.context = context
    self.publishing = publishing
    book = PurchaseBook(context)
    outbox = Outbox(context)
    publisher = MessageRoutes.publisher(context)
    relay = OutboxRelay(context, outbox, to: publisher)
    consumer = MessageRoutes.consumer(
      context, of: MessageRoutes.answerQueue, acknowledging: .afterWork)
  }

  package func start() async throws {
    context.handle(BuyUnits.self) { request, _ in try await self.buy(request).summary }
    context.handle(AskPurchase.self) { request, _ in
      try await self.book.purchase(request.order).summary
    }
    try await MessageRoutes.declare(context)
    consumer.subscribe(to: PurchaseEvents.answered) { event, _ in
      try await self.book.decide(
        event.order, event.refusal == nil ? .confirmed : .refused, reason: event.refusal)
    }
    consumer.start()
    relay.run()
  }

  private func buy(_ request: BuyUnits) async throws -> Purchase {
    let id = Identifier<Message>("\(request.order)/placed")
    let event = PurchasePlaced(
      order: request.order, product: request.product, quantity: request.quantity)
    switch publishing {
    case .outbox:
      let purchase = try await book.record(request) { _, transaction in
        try await self.outbox.add(
          event, on: PurchaseEvents.placed, id: id, key: request.order.text, in: transaction)
      }
      outbox.flush()
      return purchase
    case .afterCommit:
      let purchase = try await book.record(request)
      try await context.failpoint(Self.betweenCommitAndPublish)
      try await publisher.publish(event, on: PurchaseEvents.placed, id: id)
      return purchase
    case .beforeCommit:
      try await publisher.publish(event, on: PurchaseEvents.placed, id: id)
      try await context.failpoint(Self.betweenPublishAndCommit)
      return try await book.record(request)
    }
  }
}
