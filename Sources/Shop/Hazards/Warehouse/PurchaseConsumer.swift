import Messaging
import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Takes units for purchases that come as messages, and answers with messages.
final class PurchaseConsumer {
  private let book: ShelfBook
  private let method: ConsumingMethod
  private let inbox: Inbox
  private let outbox: Outbox
  private let relay: OutboxRelay
  private let consumer: QueueConsumer
  private var context: ServiceContext { book.context }

  init(_ book: ShelfBook, _ method: ConsumingMethod) {
    self.book = book
    self.method = method
    let context = book.context
    inbox = Inbox(context, consumer: "purchases")
    outbox = Outbox(context)
    relay = OutboxRelay(context, outbox, to: MessageRoutes.publisher(context))
    consumer = MessageRoutes.consumer(
      context, of: MessageRoutes.purchaseQueue,
      acknowledging: method == .beforeWork ? .beforeWork : .afterWork)
  }

  func start() async throws {
    try await MessageRoutes.declare(context)
    consumer.subscribe(to: PurchaseEvents.placed) { event, delivery in
      try await self.deal(with: event, delivery.message.id)
      self.outbox.flush()
    }
    consumer.start()
    relay.run()
  }

  private func deal(with event: PurchasePlaced, _ id: Identifier<Message>) async throws {
    switch method {
    case .none: preconditionFailure("a warehouse without messages has received \(id)")
    case .inbox:
      try await inbox.handle(id) { try await self.answer(event, id, in: $0) }
    case .afterWork, .beforeWork:
      try await context.store.retryingTransaction(attempts: 20) { transaction in
        try await self.answer(event, id, in: transaction)
      }
    }
    try await context.failpoint(WarehouseService.afterCommit)
  }

  /// Takes the units and owes the answer, in one transaction.
  private func answer(
    _ event: PurchasePlaced, _ id: Identifier<Message>, in transaction: any StoreTransaction
  ) async throws {
    let request = TakeUnits(order: event.order, product: event.product, quantity: event.quantity)
    var refusal: String?
    do {
      _ = try await book.takeLocked(request, in: transaction)
    } catch let error as RPCError where error.code == .failedPrecondition {
      refusal = error.message
    }
    try await outbox.add(
      PurchaseAnswered(order: event.order, refusal: refusal), on: PurchaseEvents.answered,
      id: Identifier("\(id)/answer"), key: event.order.text, in: transaction)
  }
}
