import Primitives
package import ServiceRuntime
import ShopContracts

/// What the card processor does when it is asked; its answers are the party's.
package final class CardProcessorService: Service {
  /// The processor's books, by reference.
  package static let chargeTable = Table<ProcessorCharge>("processor-charges")

  /// How long an amount is kept before the processor gives it up.
  static let authorizationLife = Duration.seconds(7 * 24 * 3600)

  private let context: ServiceContext
  /// What goes wrong with it; nothing does where there is none.
  private let party: CardProcessor?

  init(_ context: ServiceContext, _ party: CardProcessor?) {
    self.context = context
    self.party = party
  }

  package func start() async throws {
    context.handle(AuthorizeCard.self) { request, call in
      try await self.answering(call, movesMoney: true) { try await self.authorize(request) }
    }
    context.handle(CaptureCharge.self) { request, call in
      try await self.answering(call, movesMoney: true) { try await self.capture(request) }
    }
    context.handle(VoidCharge.self) { request, call in
      try await self.answering(call) { try await self.void(request) }
    }
    context.handle(RefundCharge.self) { request, call in
      try await self.answering(call, movesMoney: true) { try await self.refund(request) }
    }
    context.handle(CreditCard.self) { request, call in
      try await self.answering(call, movesMoney: true) { try await self.credit(request) }
    }
    context.handle(InquireCharge.self) { request, call in
      try await self.answering(call) {
        try await self.charge(request.reference)?.charge ?? Self.unknown(request.reference)
      }
    }
    context.handle(ListCharges.self) { _, call in
      try await self.answering(call) {
        let all = try await self.context.store.transaction { try await $0.list(Self.chargeTable) }
        return ListCharges.Reply(charges: all.map(\.value.charge))
      }
    }
  }

  private func suffers(_ word: CardProcessor.Word) -> Bool { party?.suffers(word) ?? false }

  /// Does what is asked for and answers, late or never where that is the matter.
  private func answering<Reply>(
    _ call: IncomingCall, movesMoney: Bool = false, _ body: () async throws -> Reply
  ) async throws -> Reply {
    guard !suffers(.down) else {
      throw RPCError(.unavailable, "the card processor cannot be reached")
    }
    let isMute = movesMoney && suffers(.timeoutAfterCharge)
    let lateness = party?.lateness(drawingFrom: context.random) ?? .zero
    let reply = try await body()
    if lateness > .zero { try await context.clock.sleep(for: lateness) }
    guard isMute else { return reply }
    let patience = min(call.deadline.instant, context.clock.now + .seconds(60))
    try await context.clock.sleep(for: patience - context.clock.now)
    throw RPCError(.deadlineExceeded, "the card processor gives no answer")
  }

  // MARK: Requests

  private func authorize(_ request: AuthorizeCard) async throws -> CardCharge {
    let charge = try await change(request.reference) { known in
      if var known {
        known.attempts += 1
        guard known.decline?.isRetriable == true else { return known }
        known.decline = self.decline(request, attempt: known.attempts)
        known.charge.status = known.decline == nil ? .authorized : .declined
        return known
      }
      let decline = self.decline(request, attempt: 1)
      return ProcessorCharge(
        CardCharge(
          reference: request.reference, memo: request.memo,
          status: decline == nil ? .authorized : .declined, amount: request.amount),
        decline: decline, at: self.context.clock.wallTime)
    }
    if let decline = charge.decline {
      throw RPCError(
        decline.isRetriable ? .unavailable : .failedPrecondition,
        "the card does not pay: \(decline.rawValue)",
        details: [CardDecline.detail: decline.rawValue])
    }
    guard charge.charge.status != .voided else { throw Self.refusal("authorize", charge) }
    return charge.charge
  }

  private func decline(_ request: AuthorizeCard, attempt: Int) -> CardDecline? {
    if suffers(.decline) { return .doNotHonor }
    return TestCard(rawValue: request.cardToken)?.decline(attempt: attempt)
  }

  private func capture(_ request: CaptureCharge) async throws -> CardCharge {
    var isNew = false
    let charge = try await change(request.reference) { known in
      isNew = false
      guard var known else { throw Self.refusal("capture", nil) }
      if known.charge.status == .captured { return known }
      let age = self.context.clock.wallTime - known.authorizedAt
      guard known.charge.status == .authorized, age < Self.authorizationLife else {
        throw Self.refusal("capture", known)
      }
      known.charge.status = .captured
      isNew = true
      return known
    }
    if isNew { tell("captured", .captured, charge, charge.charge.amount) }
    return charge.charge
  }

  private func void(_ request: VoidCharge) async throws -> CardCharge {
    try await change(request.reference) { known in
      guard var known else {
        let mark = CardCharge(
          reference: request.reference, memo: "", status: .voided, amount: .zero())
        return ProcessorCharge(mark, at: self.context.clock.wallTime)
      }
      guard known.charge.status != .captured else { throw Self.refusal("void", known) }
      // A bank that was away may be back when a request of before arrives: it finds the charge
      // given up.
      let mayYetBePaid = known.decline?.isRetriable ?? true
      if mayYetBePaid {
        known.charge.status = .voided
        known.decline = nil
      }
      return known
    }.charge
  }

  private func refund(_ request: RefundCharge) async throws -> CardCharge {
    var isNew = false
    let charge = try await change(request.reference) { known in
      isNew = false
      guard var known else { throw Self.refusal("refund", nil) }
      if known.refunds.contains(request.refund) { return known }
      let refunded = known.charge.refunded + request.amount
      guard known.charge.status == .captured, refunded <= known.charge.amount else {
        throw Self.refusal("refund", known)
      }
      known.charge.refunded = refunded
      known.refunds.append(request.refund)
      isNew = true
      return known
    }
    if isNew { tell("refunded/\(request.refund)", .refunded, charge, request.amount) }
    return charge.charge
  }

  private func credit(_ request: CreditCard) async throws -> CardCharge {
    try await change(request.reference) { known in
      guard var known else { throw Self.refusal("credit", nil) }
      known.charge.refunded = known.charge.refunded + request.amount
      return known
    }.charge
  }

  // MARK: Books

  private func change(
    _ reference: String, _ body: (ProcessorCharge?) throws -> ProcessorCharge
  ) async throws -> ProcessorCharge {
    try await context.store.retryingTransaction(attempts: 20) { transaction in
      let known = try await transaction.getForUpdate(Self.chargeTable, reference)
      let charge = try body(known)
      if charge != known { try await transaction.put(Self.chargeTable, reference, charge) }
      return charge
    }
  }

  private func charge(_ reference: String) async throws -> ProcessorCharge? {
    try await context.store.transaction { try await $0.get(Self.chargeTable, reference) }
  }

  /// Tells the shop of a booking until it says that it knows, twice where that is the matter.
  private func tell(
    _ booking: String, _ kind: RecordSettlement.Kind, _ charge: ProcessorCharge, _ amount: Money
  ) {
    let notice = RecordSettlement(
      booking: "\(charge.charge.reference)/\(booking)", order: OrderID(charge.charge.memo),
      kind: kind, amount: amount)
    let times = suffers(.duplicateAnswer) ? 2 : 1
    for _ in 0..<times {
      context.tasks.spawn("tell of \(notice.booking)") {
        var pause = Duration.milliseconds(200)
        while (try? await self.context.clock.sleep(for: pause)) != nil {
          let deadline = self.context.clock.deadline(after: .seconds(2))
          if (try? await self.context.call(notice, to: PaymentsAPI.service, deadline: deadline))
            != nil
          {
            return
          }
          pause = min(pause * 2, .seconds(10))
        }
      }
    }
  }

  private static func unknown(_ reference: String) -> CardCharge {
    CardCharge(reference: reference, memo: "", status: .unknown, amount: .zero())
  }

  private static func refusal(_ action: String, _ charge: ProcessorCharge?) -> RPCError {
    let status = charge?.charge.status ?? .unknown
    return RPCError(
      .failedPrecondition, "cannot \(action) a charge that is \(status.rawValue)",
      details: ["status": status.rawValue])
  }
}
