import Primitives
package import ServiceRuntime
import ShopContracts
import ShopEvents
package import Transactions

/// Takes orders down, has them paid and sent, and sees to it that each of them ends.
package final class CheckoutService: Service {
  /// The orders, by id.
  package static let orderTable = Table<CheckoutOrder>("checkout-orders")
  /// The sagas' records, by order.
  package static let sagaTable = Table<SagaRecord<CheckoutState>>("saga-checkout")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] =
    [
      (afterOrder, "the order is durable, nothing has been done for it"),
      (CarelessDriver.afterCall, "a step was answered, a careless driver has not written it down"),
    ] + SagaPoints.all + EventBus.failpoints

  /// The records of the sagas that give orders back, by order.
  package static let cancellationTable = Table<SagaRecord<CheckoutState>>("saga-cancellation")

  static let afterOrder: FailpointName = "after-order-before-work"

  let context: ServiceContext
  let configuration: CheckoutConfiguration
  let desk: OrderDesk
  private let driver: any CheckoutDriver
  private let cancellation: OrderCancellation

  package init(_ context: ServiceContext, _ configuration: CheckoutConfiguration) {
    self.context = context
    self.configuration = configuration
    desk = OrderDesk(context: context, news: configuration.news)
    cancellation = OrderCancellation(context, configuration, desk)
    driver =
      switch configuration.driver {
      case .saga: SagaCheckoutDriver(context, configuration, desk)
      case .events:
        CheckoutChoreography(context, configuration.events ?? EventRules(style: .queue), desk)
      case .forgetful, .actsFirst, .trusting, .undoesOnce, .writesLast, .sweeps:
        CarelessDriver(context, configuration, desk)
      }
  }

  package func start() async throws {
    context.handle(CreateOrder.self) { request, call in
      try await self.create(request, until: call.deadline).summary
    }
    context.handle(GetCheckout.self) { request, _ in
      try await self.order(request.order, of: request.customer).report
    }
    context.handle(ListOrders.self) { request, _ in try await self.list(request) }
    context.handle(UpdateOrderStatus.self) { request, _ in
      try await self.desk.advance(request.order, request.event.course, request.note).summary
    }
    context.handle(CancelOrder.self) { request, call in
      try await self.cancel(request, until: call.deadline).summary
    }
    if configuration.cancelling == .saga { cancellation.start() }
    try await driver.start()
  }

  // MARK: Ordering

  private func create(
    _ request: CreateOrder, until deadline: Deadline
  ) async throws -> CheckoutOrder {
    let order = try await draft(request, until: deadline)
    let (known, isNew) = try await record(order)
    guard !known.status.isSettled else { return known }
    if isNew { try await context.failpoint(Self.afterOrder) }
    driver.pursue(known)
    guard configuration.answersAtEnd else { return known }
    try await waitForEnd(of: known.id, until: deadline)
    if configuration.pricing == .renewed {
      let prices = PriceSource(context, configuration)
      try await desk.renew(known.id, try await prices.prices(of: known.lines, until: deadline))
    }
    return try await desk.order(known.id) ?? known
  }

  /// The order that a request asks for, on the terms of this moment.
  private func draft(
    _ request: CreateOrder, until deadline: Deadline
  ) async throws -> CheckoutOrder {
    guard !request.lines.isEmpty, request.lines.allSatisfy({ $0.quantity >= 1 }) else {
      throw RPCError(.invalidArgument, "an order needs lines of at least 1 piece each")
    }
    guard let address = request.address, address.isComplete else {
      throw RPCError(.failedPrecondition, "order \(request.order) has no complete address")
    }
    if let known = try await desk.order(request.order) {
      guard known.customer == request.customer, known.lines == request.lines,
        known.terms.address == address, known.method == request.method
      else {
        throw RPCError(.invalidArgument, "order \(request.order) was used for something else")
      }
      return known
    }
    let source = PriceSource(context, configuration)
    let prices = try await source.prices(of: request.lines, until: deadline)
    var terms = OrderTerms(
      lines: prices, taxBasisPoints: configuration.taxBasisPoints,
      shipping: configuration.postage, address: address)
    if configuration.pricing == .askedTwice {
      // The sum is reckoned from the catalogue as it is now, and the lines stay as they were read.
      terms = terms.renewed(try await source.prices(of: request.lines, until: deadline))
      terms.lines = prices
    }
    return CheckoutOrder(
      request.order, by: request.customer, terms: terms, method: request.method,
      at: context.clock.wallTime)
  }

  /// Writes an order down together with whoever is to end it, or finds it where it is.
  private func record(_ order: CheckoutOrder) async throws -> (CheckoutOrder, isNew: Bool) {
    guard driver.writesOrdersFirst else { return (order, true) }
    return try await context.store.settlingTransaction { transaction in
      if let known = try await transaction.getForUpdate(Self.orderTable, order.id.text) {
        return (known, false)
      }
      try await transaction.insertContended(Self.orderTable, order.id.text, order)
      try await self.driver.adopt(order, in: transaction)
      return (order, true)
    }
  }

  /// Waits for the end of an order as long as whoever asked does; its course does not depend on it.
  private func waitForEnd(of order: OrderID, until deadline: Deadline) async throws {
    let left = deadline.instant - context.clock.now - .milliseconds(50)
    guard left > .zero else { return }
    do {
      try await context.timeout(after: min(left, .seconds(3_600))) {
        try await self.driver.wait(for: order)
      }
    } catch is Cancelled {
      return
    } catch let error where !(error is RPCError) {
      context.log(.warning, "order \(order) is left for later: \(error)")
    }
  }

  /// Calls an order off for its owner, once it is known what became of it.
  private func cancel(
    _ request: CancelOrder, until deadline: Deadline
  ) async throws -> CheckoutOrder {
    let order = try await order(request.order, of: request.customer)
    if !order.status.isSettled, configuration.news == .checked {
      try await waitForEnd(of: order.id, until: deadline)
    }
    return try await cancellation.cancel(try await desk.order(order.id) ?? order)
  }

  // MARK: Reading

  /// An order, for its owner only.
  private func order(_ id: OrderID, of customer: CustomerID) async throws -> CheckoutOrder {
    guard let order = try await desk.order(id) else { throw RPCError.noOrder(id) }
    guard order.customer == customer else {
      throw RPCError(.permissionDenied, "order \(id) is somebody else's")
    }
    return order
  }

  private func list(_ request: ListOrders) async throws -> ListOrders.Reply {
    guard request.page >= 0, (1...100).contains(request.pageSize) else {
      throw RPCError(.invalidArgument, "a page is 0 or later and has 1 to 100 orders")
    }
    let all = try await context.store.transaction { try await $0.list(Self.orderTable) }
    let own = all.map(\.value).filter { $0.customer == request.customer }
    let page = own.dropFirst(request.page * request.pageSize).prefix(request.pageSize)
    return ListOrders.Reply(orders: page.map(\.summary), total: own.count)
  }
}
