import Primitives
package import ServiceRuntime
import ShopContracts

/// Takes orders down and sees to it that each of them ends.
package final class OrdersService: Service {
  /// The orders, by id.
  package static let orderTable = Table<Order>("orders")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (afterRecord, "the order is durable, the inventory has not been asked"),
    (afterReply, "the inventory has answered, the order does not say so yet"),
    (afterDecision, "the order has ended durably, nobody knows yet"),
  ]

  static let afterRecord: FailpointName = "after-record-before-call"
  static let afterReply: FailpointName = "after-reply-before-record"
  static let afterDecision: FailpointName = "after-decision-before-reply"

  private let context: ServiceContext
  private let configuration: OrdersConfiguration

  package init(_ context: ServiceContext, _ configuration: OrdersConfiguration) {
    self.context = context
    self.configuration = configuration
  }

  package func start() async throws {
    context.handle(PlaceOrder.self) { request, call in
      try await self.place(request, deadline: call.deadline)
    }
    context.handle(GetOrder.self) { request, _ in
      guard let order = try await self.order(request.order) else {
        throw RPCError(.notFound, "there is no order \(request.order)")
      }
      return order.summary
    }
    for order in try await pendingOrders() {
      context.log(.info, "finds order \(order.id) pending and goes on with it")
      pursue(order, after: 0)
    }
  }

  // MARK: Taking down

  private func place(_ request: PlaceOrder, deadline: Deadline) async throws -> OrderSummary {
    guard request.quantity >= 1 else {
      throw RPCError(.invalidArgument, "a quantity must be at least 1, got \(request.quantity)")
    }
    let order: Order
    do {
      order = try await record(request)
    } catch {
      // A commit without an answer may have taken the order down all the same.
      takeUp(request.order)
      throw error
    }
    guard !order.status.isFinal else { return order.summary }
    do {
      if let ended = try await wait(for: order, deadline) { return ended.summary }
    } catch {
      pursue(order, after: configuration.attempts)
      throw error
    }
    pursue(order, after: configuration.attempts)
    return order.summary
  }

  /// Asks while the customer waits; gives the order when that decided it.
  private func wait(for order: Order, _ deadline: Deadline) async throws -> Order? {
    try await context.failpoint(Self.afterRecord)
    for attempt in 1...max(configuration.attempts, 1) {
      if let ended = try await ask(order, deadline: deadline) { return ended }
      guard attempt < configuration.attempts else { break }
      try await context.clock.sleep(for: configuration.pause(after: attempt))
    }
    return nil
  }

  /// Writes the order down with its key, or finds it where the customer has asked before.
  private func record(_ request: PlaceOrder) async throws -> Order {
    try await context.store.retryingTransaction { transaction in
      if let known = try await transaction.get(Self.orderTable, request.order.text) {
        guard known.customer == request.customer, known.product == request.product,
          known.quantity == request.quantity
        else {
          throw RPCError(.invalidArgument, "order \(request.order) was used for something else")
        }
        return known
      }
      let order = Order(
        id: request.order, customer: request.customer, product: request.product,
        quantity: request.quantity, key: "deduct/\(request.order)", status: .pending)
      try await transaction.insert(Self.orderTable, order.id.text, order)
      return order
    }
  }

  // MARK: Bringing to an end

  /// Asks the inventory once; gives the order when that decided it.
  private func ask(_ order: Order, deadline: Deadline = .never) async throws -> Order? {
    let limit = context.clock.deadline(after: configuration.attemptTimeout).earlier(of: deadline)
    do throws(RPCError) {
      _ = try await context.call(
        DeductStock(order: order.id, product: order.product, quantity: order.quantity),
        to: InventoryAPI.service, deadline: limit,
        metadata: Metadata(idempotencyKey: order.key, client: order.customer.text))
    } catch {
      if error.code == .cancelled { throw error }
      guard error.certainty == .definite, !error.code.isRetriable else {
        context.log(.warning, "does not know whether order \(order.id) was met: \(error.message)")
        return nil
      }
      return try await decide(order, .cancelled, reason: error.message)
    }
    try await context.failpoint(Self.afterReply)
    return try await decide(order, .confirmed, reason: nil)
  }

  private func decide(
    _ order: Order, _ status: OrderStatus, reason: String?
  ) async throws -> Order {
    let ended = try await context.store.retryingTransaction { transaction in
      guard var current = try await transaction.getForUpdate(Self.orderTable, order.id.text),
        !current.status.isFinal
      else { return nil as Order? }
      current.status = status
      current.reason = reason
      try await transaction.put(Self.orderTable, order.id.text, current)
      return current
    }
    guard let ended else { return try await self.order(order.id) ?? order }
    context.log(.info, "order \(order.id) is \(status.rawValue)\(reason.map { ": \($0)" } ?? "")")
    try await context.failpoint(Self.afterDecision)
    return ended
  }

  /// Keeps asking, beside everything else, until the order has ended.
  ///
  /// - Parameter attempts: how often this process has asked before. One that finds an order which
  ///   an earlier life left open asks at once.
  private func pursue(_ order: Order, after attempts: Int) {
    context.tasks.spawn("pursue order \(order.id)") {
      var attempts = attempts
      while true {
        let pause = attempts == 0 ? .zero : self.configuration.pause(after: attempts)
        guard (try? await self.context.clock.sleep(for: pause)) != nil else { return }
        do {
          if try await self.ask(order) != nil { return }
        } catch is Cancelled {
          return
        } catch let error as RPCError where error.code == .cancelled {
          return
        } catch {
          self.context.log(.error, "cannot bring order \(order.id) to an end yet: \(error)")
        }
        attempts += 1
      }
    }
  }

  /// Pursues an order if it was taken down and is open.
  private func takeUp(_ id: OrderID) {
    context.tasks.spawn("take up order \(id)") {
      while (try? await self.context.clock.sleep(for: self.configuration.firstPause)) != nil {
        do {
          if let order = try await self.order(id), !order.status.isFinal {
            self.pursue(order, after: 0)
          }
          return
        } catch {
          self.context.log(.warning, "order \(id) could not be read: \(error)")
        }
      }
    }
  }

  private func order(_ id: OrderID) async throws -> Order? {
    try await context.store.transaction { try await $0.get(Self.orderTable, id.text) }
  }

  private func pendingOrders() async throws -> [Order] {
    try await context.store.transaction { transaction in
      try await transaction.list(Self.orderTable).map(\.value).filter { !$0.status.isFinal }
    }
  }
}
