import Primitives
package import ServiceRuntime
import ShopContracts
import ShopEvents
import Transactions

/// Charges customers through the card processor, once for each order.
///
/// Three durable moments make a charge: what is to be asked of the processor, the processor's own
/// booking, what it answered. Whatever is lost between them, the next request about the order finds
/// the first and asks again under the same name, which the processor recognises.
package final class PaymentsService: Service {
  /// The payments, by order.
  package static let paymentTable = Table<Payment>("payments")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] =
    [
      (afterIntent, "what the processor is to be asked is durable, it has not been asked"),
      (afterAnswer, "the processor has answered, the payment does not say so yet"),
      (afterOutcome, "what the processor answered is durable, nobody knows yet"),
    ] + EventBus.failpoints

  static let afterIntent: FailpointName = "after-intent-before-processor"
  static let afterAnswer: FailpointName = "after-processor-before-record"
  static let afterOutcome: FailpointName = "after-record-before-reply"

  let context: ServiceContext
  let configuration: PaymentsConfiguration
  let inbox: Inbox

  package init(_ context: ServiceContext, _ configuration: PaymentsConfiguration) {
    self.context = context
    self.configuration = configuration
    inbox = Inbox(context, consumer: "settlements")
  }

  package func start() async throws {
    context.handle(AuthorizePayment.self) { request, call in
      try await self.authorize(request, until: call.deadline).report
    }
    context.handle(CapturePayment.self) { request, call in
      try await self.capture(request.order, until: call.deadline).report
    }
    context.handle(CancelPayment.self) { request, call in
      try await self.cancel(request.order, until: call.deadline)
      return Done()
    }
    context.handle(RefundPayment.self) { request, call in
      try await self.refund(request, until: call.deadline).report
    }
    context.handle(GetPayment.self) { request, _ in
      guard let payment = try await self.payment(of: request.order) else {
        throw RPCError.noPayment(request.order)
      }
      return payment.report
    }
    context.handle(ValidatePaymentMethod.self) { request, _ in
      try Self.check(request.payment)
      return Done()
    }
    context.handle(RecordSettlement.self) { request, _ in
      try await self.settle(request)
      return Done()
    }
    if let rules = configuration.events {
      let bus = EventBus(context, rules)
      PaymentReactions(bus: bus, service: self).register()
      bus.start()
    }
    if let period = configuration.reconciliation {
      PaymentReconciliation(self, grace: configuration.reconciliationGrace).run(every: period)
    }
  }

  // MARK: Requests

  /// Has an order's amount kept, or finds that it is or cannot be.
  func authorize(_ request: AuthorizePayment, until deadline: Deadline) async throws -> Payment {
    guard request.amount.isPositive else {
      throw RPCError(.invalidArgument, "an amount must be positive, got \(request.amount)")
    }
    try Self.check(request.method)
    let payment = try await begin(.authorize, request.order) { known in
      guard let known else {
        return Payment(
          request.order, of: request.amount, by: request.customer,
          cardToken: request.method.cardToken, .authorize, .pending,
          at: self.context.clock.wallTime)
      }
      guard known.customer == nil || known.isFor(request) else {
        throw RPCError(
          .invalidArgument, "order \(request.order) was to be paid otherwise before")
      }
      return known
    }
    let ended = try await pursue(payment, until: deadline)
    guard ended.status.isCharging else { throw RPCError.impossible(.authorize, ended) }
    return ended
  }

  /// Takes what is kept for an order.
  func capture(_ order: OrderID, until deadline: Deadline) async throws -> Payment {
    let payment = try await begin(.capture, order) { known in
      guard let known else { throw RPCError.noPayment(order) }
      return known
    }
    let ended = try await pursue(payment, until: deadline)
    guard ended.status == .completed else { throw RPCError.impossible(.capture, ended) }
    return ended
  }

  /// Undoes an order's payment, however far it came, and keeps it from coming later.
  func cancel(_ order: OrderID, until deadline: Deadline) async throws {
    while true {
      let payment = try await begin(.cancel, order) { known in
        known
          ?? Payment(
            order, of: .zero(), by: nil, cardToken: "", .cancel, .voiding,
            at: self.context.clock.wallTime)
      }
      let ended = try await pursue(payment, until: deadline)
      if ended.status.isFinal { return }
      // A part that was on its way back had to arrive first; the rest can go back now.
      guard payment.isReturningPart else { throw RPCError.impossible(.cancel, ended) }
    }
  }

  private func refund(_ request: RefundPayment, until deadline: Deadline) async throws -> Payment {
    guard request.amount.isPositive, !request.refund.isEmpty else {
      throw RPCError(.invalidArgument, "a refund needs a name and a positive amount")
    }
    guard request.refund != Payment.Refund.rest else {
      throw RPCError(.invalidArgument, "'\(request.refund)' names the refund that undoes a payment")
    }
    if configuration.repayment == .asCredit { return try await credit(request, until: deadline) }
    let refund = Payment.Refund(name: request.refund, amount: request.amount)
    let payment = try await begin(.refund, request.order) { known in
      guard var known else { throw RPCError.noPayment(request.order) }
      if known.refunds.contains(refund.name) || known.refund == refund { return known }
      guard refund.amount <= known.refundable, known.refund == nil else {
        throw RPCError(
          .failedPrecondition, "\(refund.amount) of order \(request.order) cannot go back now",
          details: ["refundable": known.refundable.description])
      }
      known.refund = refund
      return known
    }
    let ended = try await pursue(payment, until: deadline)
    guard ended.refunds.contains(refund.name) else { throw RPCError.impossible(.refund, ended) }
    return ended
  }

  private static func check(_ method: PaymentMethod) throws {
    guard method.isWellFormed else {
      throw RPCError(.invalidArgument, "the payment method is not well-formed")
    }
  }

  // MARK: Records

  /// Writes down what the processor is to be asked, unless that is done or impossible.
  ///
  /// - Parameter target: the payment that it is about, given the stored one.
  private func begin(
    _ event: PaymentStateMachine.Event, _ order: OrderID, _ target: (Payment?) throws -> Payment
  ) async throws -> Payment {
    let payment = try await context.store.settlingTransaction { transaction in
      let known = try await transaction.getForUpdate(Self.paymentTable, order.text)
      var payment = try target(known)
      guard known != nil else {
        try await transaction.insertContended(Self.paymentTable, order.text, payment)
        return payment
      }
      if event == .refund, payment.refund == nil { return payment }
      // What was taken stays taken while a part of it goes back.
      if event == .capture, payment.isReturningPart { return payment }
      switch payment.take(event, at: self.context.clock.wallTime) {
      case .stays: return payment
      case .refused: throw RPCError.impossible(event, payment)
      case .moves:
        payment.refundRest()
        try await transaction.put(Self.paymentTable, order.text, payment)
        return payment
      }
    }
    try await context.failpoint(Self.afterIntent)
    return payment
  }

  /// The payment of an order, if there is one.
  func payment(of order: OrderID) async throws -> Payment? {
    try await context.store.transaction { try await $0.get(Self.paymentTable, order.text) }
  }
}

extension Payment {
  /// Whether a request asks for what this payment is.
  fileprivate func isFor(_ request: AuthorizePayment) -> Bool {
    customer == request.customer && amount == request.amount
      && cardToken == request.method.cardToken
  }
}

extension RPCError {
  /// The refusal of a request about an order that was never to be paid.
  static func noPayment(_ order: OrderID) -> RPCError {
    RPCError(.notFound, "order \(order) has no payment", details: ["order": order.text])
  }

  /// The refusal of something that a payment's state does not allow.
  static func impossible(_ event: PaymentStateMachine.Event, _ payment: Payment) -> RPCError {
    var details = ["status": payment.status.rawValue, "action": event.rawValue]
    if let decline = payment.decline { details[CardDecline.detail] = decline.rawValue }
    return RPCError(
      .failedPrecondition,
      payment.decline.map { "the card does not pay: \($0.rawValue)" }
        ?? "cannot \(event.rawValue) the payment of order \(payment.order): "
        + payment.status.rawValue, details: details)
  }
}
