import Primitives
package import ServiceRuntime
import ShopContracts
import ShopEvents
import Transactions

/// Tells customers what became of what they asked for, each thing once.
///
/// The smallest service of the shop: two requests, one table.
package final class NotificationsService: Service {
  /// What was sent, by customer and message.
  package static let logTable = Table<SentNotification>("notification-log")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (beforeCommit, "the message is written, it is not sent yet"),
    (afterCommit, "the message is sent, whoever asked for it does not know"),
  ]

  static let beforeCommit: FailpointName = "before-commit"
  static let afterCommit: FailpointName = "after-commit-before-reply"

  private let context: ServiceContext
  private let configuration: NotificationsConfiguration

  package init(
    _ context: ServiceContext,
    _ configuration: NotificationsConfiguration = NotificationsConfiguration()
  ) {
    self.context = context
    self.configuration = configuration
  }

  package func start() async throws {
    if let rules = configuration.events {
      let bus = EventBus(context, rules)
      NotificationReactions(bus: bus) { _ = try await self.send($0) }.register()
      bus.start()
    }
    context.handle(SendNotification.self) { request, _ in try await self.send(request) }
    context.handle(ListNotifications.self) { request, _ in
      ListNotifications.Reply(texts: try await self.log(of: request.customer).map(\.text))
    }
  }

  private func send(_ request: SendNotification) async throws -> SendNotification.Reply {
    guard let text = NotificationTemplate.text(request) else {
      throw RPCError(
        .invalidArgument, "a message about \(request.subject.rawValue) must name its order")
    }
    let id = request.contentHash
    let isNew = try await context.store.settlingTransaction { transaction in
      let place = "\(request.customer)/\(self.name(for: id))"
      guard try await transaction.getForUpdate(Self.logTable, place) == nil else { return false }
      let sent = SentNotification(
        id: id, customer: request.customer, text: text, at: self.context.clock.wallTime)
      try await transaction.insertContended(Self.logTable, place, sent)
      try await self.context.failpoint(Self.beforeCommit)
      return true
    }
    if isNew { context.log(.info, "tells \(request.customer): \(text)") }
    try await context.failpoint(Self.afterCommit)
    return SendNotification.Reply(notification: id, isRepetition: !isNew)
  }

  /// Where a message is filed: a place that two equal messages share, unless nothing guards them.
  private func name(for id: NotificationID) -> String {
    switch configuration.deduplication {
    case .contentHash: id.text
    case .unguarded: context.random.identifierText()
    }
  }

  private func log(of customer: CustomerID) async throws -> [SentNotification] {
    let rows = try await context.store.transaction { transaction in
      try await transaction.list(Self.logTable, KeyRange(prefix: "\(customer)/"))
    }
    return rows.map(\.value).filter { $0.customer == customer }
      .sorted { ($0.at, $0.id) < ($1.at, $1.id) }
  }
}
