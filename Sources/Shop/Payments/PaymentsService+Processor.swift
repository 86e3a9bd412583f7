import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

extension PaymentsService {
  /// Asks the processor until it has nothing more to say about a payment.
  ///
  /// - Throws: `RPCError` where the processor is away, and where nobody knows what it did; the
  ///   payment then stays under way.
  func pursue(_ payment: Payment, until deadline: Deadline) async throws -> Payment {
    var payment = payment
    while payment.status.isUnderWay {
      let answer = try await openly { try await self.ask(payment, until: deadline) }
      try await context.failpoint(Self.afterAnswer)
      let order = payment.order
      payment = try await openly { try await self.record(answer, order) }
      try await context.failpoint(Self.afterOutcome)
    }
    return payment
  }

  /// Says of a failure that may pass that nobody knows what becomes of the payment.
  ///
  /// Even where the processor certainly did nothing, our own record of what it is to be asked is
  /// durable: whoever gives up must undo that. A store that refuses to write down what the processor
  /// said leaves more than that to undo.
  private func openly<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch var error as RPCError where error.code.isRetriable {
      error.certainty = .indefinite
      throw error
    } catch let error as StoreError {
      var error = RPCError(error)
      error.certainty = .indefinite
      throw error
    }
  }

  /// What the processor said.
  struct Answer {
    var event: PaymentStateMachine.Event
    var reference: String?
    var decline: CardDecline?
    var refunded: Money?
  }

  /// Asks the processor for what the payment's state demands.
  private func ask(_ payment: Payment, until deadline: Deadline) async throws -> Answer {
    let reference = payment.reference
    switch payment.status {
    case .pending: return try await askToAuthorize(payment, until: deadline)
    case .processing:
      do {
        return try await asking(.captured, refusal: .captureRefused) {
          _ = try await self.call(CaptureCharge(reference: reference), until: deadline)
        }
      } catch let error as RPCError
        where configuration.silence == .success && error.code.isRetriable
      {
        return Answer(event: .captured)
      }
    case .voiding:
      return try await asking(.voided, refusal: .voidRefused) {
        _ = try await self.call(VoidCharge(reference: reference), until: deadline)
      }
    case .refunding: return try await askToRefund(payment, until: deadline)
    case .authorized, .completed, .voided, .refunded, .failed:
      preconditionFailure("nothing is asked about a payment that is \(payment.status)")
    }
  }

  private func askToAuthorize(_ payment: Payment, until deadline: Deadline) async throws -> Answer {
    let reference =
      switch configuration.references {
      case .onePerPayment: payment.reference
      case .onePerAttempt: "\(payment.reference)-\(context.random.identifierText())"
      }
    do {
      _ = try await call(
        AuthorizeCard(
          reference: reference, memo: payment.order.text, cardToken: payment.cardToken,
          amount: payment.amount), until: deadline)
      return Answer(event: .authorized, reference: reference)
    } catch let error as RPCError {
      if error.code == .failedPrecondition {
        guard configuration.refusals == .final else {
          throw RPCError(.unavailable, "the processor refused: \(error.message)")
        }
        let decline = error.details[CardDecline.detail].flatMap(CardDecline.init)
        return Answer(event: .declined, decline: decline ?? .doNotHonor)
      }
      if configuration.silence == .decline, error.code != .cancelled,
        error.certainty == .indefinite
      {
        return Answer(event: .declined, decline: .doNotHonor)
      }
      throw error
    }
  }

  private func askToRefund(_ payment: Payment, until deadline: Deadline) async throws -> Answer {
    let refund =
      payment.refund ?? Payment.Refund(name: Payment.Refund.rest, amount: payment.refundable)
    do {
      let charge = try await call(
        RefundCharge(reference: payment.reference, refund: refund.name, amount: refund.amount),
        until: deadline)
      let isAll = charge.refunded == payment.amount
      return Answer(event: isAll ? .refundedInFull : .refundedInPart, refunded: charge.refunded)
    } catch let error as RPCError where error.code == .failedPrecondition {
      return Answer(event: .refundRefused)
    }
  }

  private func asking(
    _ event: PaymentStateMachine.Event, refusal: PaymentStateMachine.Event,
    _ body: () async throws -> Void
  ) async throws -> Answer {
    do {
      try await body()
      return Answer(event: event)
    } catch let error as RPCError where error.code == .failedPrecondition {
      return Answer(event: refusal)
    }
  }

  /// Gives money back without asking what was taken, and notes it afterwards.
  func credit(_ request: RefundPayment, until deadline: Deadline) async throws -> Payment {
    guard let payment = try await payment(of: request.order) else {
      throw RPCError.noPayment(request.order)
    }
    _ = try await call(
      CreditCard(reference: payment.reference, amount: request.amount), until: deadline)
    return try await context.store.settlingTransaction { transaction in
      guard var payment = try await transaction.getForUpdate(Self.paymentTable, request.order.text)
      else { throw RPCError.noPayment(request.order) }
      payment.refunded = payment.refunded + request.amount
      try await transaction.put(Self.paymentTable, request.order.text, payment)
      return payment
    }
  }

  /// Calls the processor within the time that there is.
  func call<R: Request>(_ request: R, until deadline: Deadline) async throws -> R.Reply {
    let limit = context.clock.deadline(after: configuration.processorTimeout)
    return try await context.call(
      request, to: CardProcessorAPI.service, deadline: limit.earlier(of: deadline))
  }

  /// Writes down what the processor said.
  private func record(_ answer: Answer, _ order: OrderID) async throws -> Payment {
    try await context.store.settlingTransaction { transaction in
      guard var payment = try await transaction.getForUpdate(Self.paymentTable, order.text) else {
        preconditionFailure("order \(order) was paid for and has no payment")
      }
      guard payment.take(answer.event, at: self.context.clock.wallTime) == .moves else {
        return payment
      }
      payment.reference = answer.reference ?? payment.reference
      payment.decline = answer.decline ?? payment.decline
      payment.refunded = answer.refunded ?? payment.refunded
      payment.refundRest()
      switch answer.event {
      case .refundedInPart, .refundedInFull, .refundRefused:
        if answer.event != .refundRefused, let name = payment.refund?.name {
          payment.refunds.append(name)
        }
        payment.refund = nil
      case .authorize, .authorized, .declined, .capture, .captured, .captureRefused, .cancel,
        .voided, .voidRefused, .refund:
        break
      }
      try await transaction.put(Self.paymentTable, order.text, payment)
      return payment
    }
  }

  // MARK: Bookings

  /// Takes in what the processor tells of its bookings.
  func settle(_ request: RecordSettlement) async throws {
    switch configuration.settlements {
    case .once, .believed:
      try await inbox.handle(Identifier(request.booking)) { try await self.book(request, in: $0) }
    case .each:
      try await context.store.settlingTransaction { try await self.book(request, in: $0) }
    }
  }

  private func book(_ request: RecordSettlement, in transaction: any StoreTransaction) async throws
  {
    guard
      var payment = try await transaction.getForUpdate(Self.paymentTable, request.order.text)
    else {
      return context.log(.warning, "the processor booked for order \(request.order), unknown here")
    }
    switch request.kind {
    case .captured:
      payment.settled = payment.settled + request.amount
      if configuration.settlements == .believed {
        payment.believe(.captured, .completed, at: context.clock.wallTime)
      } else {
        _ = payment.take(.captured, at: context.clock.wallTime)
      }
    case .refunded:
      payment.settled = payment.settled - request.amount
    }
    try await transaction.put(Self.paymentTable, request.order.text, payment)
  }
}
