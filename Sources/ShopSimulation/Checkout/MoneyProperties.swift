import Checking
import Harness
import Orders
import Payments
import Primitives
import ServiceRuntime
import ShopContracts

/// Laws about money, judged by the card processor's own books.
struct MoneyProperties {
  let parts: CheckoutParts

  /// No order is charged twice.
  static let chargedOnce = CheckoutLaw(
    "charged-at-most-once", .always, "the processor takes an order's money at most once",
    source: "patterns K65, platform-1 I28")
  /// In the end the processor has what orders cost.
  static let matches = CheckoutLaw(
    "money-matches-orders", .atEnd, "bought orders are paid, and of others nothing is kept",
    source: "patterns K64, platform-1 I23")
  /// Our books are those of the processor.
  static let books = CheckoutLaw(
    "books-match-the-processor", .atEnd, "what we count as taken the processor has taken",
    source: "platform-1 I32")
  /// Payments go from state to state as the rules say.
  static let legalPath = CheckoutLaw(
    "payments-move-as-allowed", .always, "each change of a payment is one that the rules allow",
    source: "platform-1 I30, I31")
  /// A refusal for good is not asked for again.
  ///
  /// Only a refusal that was heard counts: where a fault on the payments service, on the processor
  /// or between them may have swallowed the answer since the order was placed, whoever lost it must
  /// ask once more. So must who was asked so late that nobody waits for the answer, as by a checkout
  /// that a fault has held up. Where the network asked twice, with one message, two are answered.
  /// What goes wrong elsewhere is no excuse.
  static let notRepeated = CheckoutLaw(
    "refusals-are-not-repeated", .always,
    "a card that does not pay for good is not asked again once the answer was heard",
    source: "platform-1 I33, patterns K24")
  /// Not more goes back than came.
  static let refunds = CheckoutLaw(
    "refunds-stay-within-the-charge", .always, "not more money goes back than was taken",
    source: "platform-1 I29, patterns K65")
  /// Each booking counts once.
  static let settled = CheckoutLaw(
    "bookings-count-once", .atEnd, "what the processor told us adds up to what it has booked",
    source: "patterns K68")

  static let statements = [
    chargedOnce, matches, books, legalPath, notRepeated, refunds, settled,
  ]

  /// All of them; none where no money is taken.
  var all: [Property<SystemView>] {
    guard parts.payments != nil else { return [] }
    return [
      Self.chargedOnce.property(ofEach: parts, reading: parts.chargeSubjects, self.chargedOnce),
      Self.matches.property { self.matches($0) },
      Self.books.property { self.books($0) },
      Self.legalPath.property(ofEach: parts, reading: parts.paymentSubjects, self.legalPath),
      Self.notRepeated.timedProperty(
        ofEach: parts, reading: parts.chargeSubjects, self.notRepeated),
      Self.refunds.property(ofEach: parts, reading: parts.chargeSubjects, self.refunds),
      Self.settled.property { self.settled($0) },
    ]
  }

  private func charges(_ view: SystemView, _ order: String) -> Slips<ProcessorCharge> {
    OrderBook.of(view, parts).page(order)?.charges ?? Slips()
  }

  /// What the processor has of an order: taken less given back.
  private func taken(_ charges: Slips<ProcessorCharge>) -> Money {
    charges.filter { $0.charge.status == .captured }.reduce(.zero()) {
      $0 + $1.charge.amount - $1.charge.refunded
    }
  }

  private func chargedOnce(_ page: OrderPage) -> Finding? {
    let count = page.charges.count { $0.charge.status == .captured }
    guard count > 1 else { return nil }
    return .broken(
      expected: "order \(page.id) charged once", seen: "charged \(count) times", because: [])
  }

  private func matches(_ view: SystemView) -> Finding {
    guard parts.checkout != nil else { return .notApplicable }
    let excused = parts.ordersForPeople(view)
    let given = OrderedDictionary<String, Money>(
      uniqueKeysWithValues: parts.paymentRecords(view).map { ($0.order.text, $0.refunded) })
    for order in parts.orders(view) where !excused.contains(order.id) {
      let own = charges(view, order.id.text)
      let isBought = order.status.isBought
      let back = isBought ? given[order.id.text] ?? .zero() : .zero()
      let due = isBought ? order.terms.total - back : .zero()
      guard taken(own) == due else {
        return .broken(
          expected: "\(due) from order \(order.id), \(order.status.rawValue)",
          seen: "the processor has \(taken(own))", because: own.map(\.description))
      }
      if let kept = own.first(where: { $0.charge.status == .authorized }) {
        return .broken(
          expected: "nothing kept on a card for order \(order.id), \(order.status.rawValue)",
          seen: "\(kept.charge.amount) kept", because: own.map(\.description))
      }
    }
    return .satisfied
  }

  private func books(_ view: SystemView) -> Finding {
    for payment in parts.paymentRecords(view) {
      let own = charges(view, payment.order.text)
      let ours = payment.status == .completed ? payment.amount - payment.refunded : .zero()
      guard taken(own) == ours || payment.status.isUnderWay else {
        return .broken(
          expected: "\(ours) of order \(payment.order), as we count it",
          seen: "the processor has \(taken(own))",
          because: ["the payment is \(payment.status.rawValue)"])
      }
    }
    return .satisfied
  }

  private func legalPath(_ page: OrderPage) -> Finding? {
    for payment in page.payments {
      var machine = PaymentStateMachine(nil)
      var isLegal = true
      for change in payment.history {
        let event = PaymentStateMachine.Event(rawValue: change.event)
        let step = event.map { machine.take($0) } ?? .refused
        if step != .moves || machine.status != change.status { isLegal = false }
      }
      guard isLegal, machine.status == payment.status else {
        return .broken(
          expected: "the payment of order \(payment.order) moves as payments do",
          seen: payment.history.map(\.status.rawValue).joined(separator: ", ")
            + "; it is \(payment.status.rawValue)", because: [])
      }
    }
    return nil
  }

  /// Whether a fault may have swallowed an answer about a charge, or asked for it once more.
  private func mayHaveBeenLost(
    _ charge: ProcessorCharge, _ view: SystemView, _ now: Instant
  ) -> Bool {
    guard let payments = parts.payments else { return true }
    let asking = parts.checkout ?? payments
    let placed = view.operations.firstIndex {
      $0.command == CheckoutCommands.order && $0.given.text("order") == charge.charge.memo
    }
    return view.faultStood(
      between: payments, and: CardProcessorAPI.service, duringOperation: placed, until: now,
      orOutside: CardProcessor.swallowsAnswers)
      || view.faultStood(
        between: asking, and: asking, duringOperation: placed, until: now, orOutside: { _ in false }
      )
      || view.wasCopied(messageTo: payments, duringOperation: placed)
      || view.wasCopied(messageTo: CardProcessorAPI.service, duringOperation: placed)
  }

  /// Whether a refusal was repeated, told of an order whose charges have changed.
  ///
  /// A fault that stood until now still did later, so that a look at each change is as good as one
  /// at every charge each time.
  private func notRepeated(_ page: OrderPage, _ view: SystemView, _ now: Instant) -> Finding? {
    let book = RefusalBook.of(view)
    for charge in page.charges {
      guard book.repetitions(of: charge) > 0, let decline = charge.decline,
        !mayHaveBeenLost(charge, view, now)
      else { continue }
      return .broken(
        expected: "\(charge.charge.reference) asked for once, the card does not pay",
        seen: "\(charge.attempts) times", because: [decline.rawValue])
    }
    return nil
  }

  private func refunds(_ page: OrderPage) -> Finding? {
    for charge in page.charges where charge.charge.refunded.isPositive {
      guard charge.charge.status == .captured, charge.charge.refunded <= charge.charge.amount else {
        return .broken(
          expected: "at most \(charge.charge.amount) of \(charge.charge.reference) goes back",
          seen: "\(charge.charge.refunded)", because: [])
      }
    }
    return nil
  }

  private func settled(_ view: SystemView) -> Finding {
    for payment in parts.paymentRecords(view) {
      let booked = taken(charges(view, payment.order.text))
      guard payment.settled == booked else {
        return .broken(
          expected: "\(booked) told for order \(payment.order)", seen: "\(payment.settled)",
          because: [])
      }
    }
    return .satisfied
  }
}
