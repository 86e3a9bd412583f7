import Checking
import Harness
import Inventory
import Orders
import Payments
import Primitives
import ServiceRuntime
import Shipping
import ShopContracts
import Transactions

/// Laws about orders that are paid for: their course, their end, and what is left of them.
struct CheckoutProperties {
  let parts: CheckoutParts

  /// Orders go from state to state as the rules say, and every step is written down.
  static let legalPath = CheckoutLaw(
    "orders-move-as-allowed", .always, "each change of an order is one that the rules allow",
    source: "platform-1 I20, I27, patterns K41")
  /// The sums of an order are the sums of its lines.
  static let sums = CheckoutLaw(
    "order-sums-add-up", .always, "an order's total is its lines, tax and postage",
    source: "platform-1 I21, patterns K109")
  /// What an order was bought on stays.
  static let terms = CheckoutLaw(
    "order-terms-stay", .always, "prices and address of an order never change",
    source: "platform-1 I05, I26")
  /// Every order ends.
  static let ends = CheckoutLaw(
    "every-checkout-ends", .atEnd, "each order is paid or cancelled in the end, or people know",
    source: "patterns K40, K53, platform-1 I25, I75")
  /// The saga and the order say the same.
  static let agreement = CheckoutLaw(
    "saga-and-order-agree", .atEnd, "a completed saga's order is bought, a compensated one's not",
    source: "patterns K58, platform-1 I77")
  /// What counts as undone is undone.
  static let undone = CheckoutLaw(
    "undone-means-undone", .always, "a compensated saga has left nothing anywhere",
    source: "patterns K55, platform-1 I78")
  /// Nothing is done for an order that is not written.
  static let written = CheckoutLaw(
    "nothing-without-an-order", .always, "units, money and parcels are for orders that are written",
    source: "patterns K56, platform-1 I76")
  /// Nobody has to be called.
  static let byThemselves = CheckoutLaw(
    "nobody-has-to-be-called", .atEnd,
    "every saga ends without people, unless a fault outlasts its patience or a parcel has left",
    source: "platform-1 I81, patterns K105")
  /// What customers were told stays true.
  static let promises = CheckoutLaw(
    "promises-are-kept", .atEnd, "an order that its customer was told is paid stays so",
    source: "patterns K21")
  /// Units are sold for bought orders only.
  static let sold = CheckoutLaw(
    "sold-units-are-bought", .atEnd, "bought orders have their units, and others have none",
    source: "patterns K3, K6, platform-1 I23")
  /// Parcels go out for bought orders only.
  static let parcels = CheckoutLaw(
    "parcels-are-bought", .atEnd, "bought orders have their parcel, and others have none",
    source: "patterns K5, K43")

  static let statements = [
    legalPath, sums, terms, ends, agreement, undone, written, byThemselves, promises, sold, parcels,
  ]

  /// All of them; none where nobody checks out.
  var all: [Property<SystemView>] {
    guard parts.checkout != nil else { return [] }
    let subjects = parts.orderSubjects
    let effects =
      parts.stockSubjects + parts.paymentSubjects
      + parts.subjects([(parts.shipping, ShippingService.shipmentTable.name)])
    return [
      Self.legalPath.property(ofEach: parts, reading: subjects, self.legalPath),
      Self.sums.property(ofEach: parts, reading: subjects, self.sums),
      Self.terms.property(ofEach: parts, reading: subjects, self.terms),
      Self.ends.property { self.ends($0) },
      Self.agreement.property { self.agreement($0) },
      Self.undone.property(
        ofEach: parts,
        reading: effects + parts.subjects([(parts.checkout, CheckoutService.sagaTable.name)]),
        self.undone),
      Self.written.property(ofEach: parts, reading: effects, self.written),
      Self.byThemselves.timedProperty { self.byThemselves($0, $1) },
      Self.promises.property { self.promises($0) },
    ]
      + (parts.inventory == nil ? [] : [Self.sold.property { self.sold($0) }])
      + (parts.shipping == nil ? [] : [Self.parcels.property { self.parcels($0) }])
  }

  // MARK: At every instant

  private func legalPath(_ page: OrderPage) -> Finding? {
    for order in page.orders {
      var machine = OrderStateMachine()
      var isLegal = order.history.first?.status == .created
      for change in order.history.dropFirst() {
        let event = OrderStateMachine.Event(rawValue: change.status.rawValue)
        let step = event.map { machine.take($0) } ?? .refused
        if step != .moves { isLegal = false }
      }
      guard isLegal, order.history.last?.status == order.status else {
        return .broken(
          expected: "order \(order.id) moves as orders do",
          seen: order.history.map(\.status.rawValue).joined(separator: ", ")
            + "; it is \(order.status.rawValue)", because: [])
      }
    }
    return nil
  }

  private func sums(_ page: OrderPage) -> Finding? {
    for order in page.orders {
      let terms = order.terms
      let subtotal = terms.lines.reduce(Money.zero()) { $0 + $1.total }
      guard terms.subtotal == subtotal, terms.total == subtotal + terms.tax + terms.shipping else {
        return .broken(
          expected: "order \(order.id) costs \(subtotal + terms.tax + terms.shipping)",
          seen: "\(terms.total)", because: [])
      }
    }
    return nil
  }

  private func terms(_ page: OrderPage) -> Finding? {
    for saga in page.sagas {
      guard let order = page.order, order.terms != saga.state.terms else { continue }
      return .broken(
        expected: "order \(order.id) for \(saga.state.terms.total), as it was taken down",
        seen: "for \(order.terms.total)", because: [])
    }
    return nil
  }

  private func undone(_ page: OrderPage) -> Finding? {
    for saga in page.sagas where saga.progress.status == .compensated {
      let left = leftovers(page)
      guard left.isEmpty else {
        return .broken(
          expected: "nothing left of order \(saga.state.order)",
          seen: left.joined(separator: ", "), because: [])
      }
    }
    return nil
  }

  /// What an order still has at the services that took part.
  private func leftovers(_ page: OrderPage) -> [String] {
    let reservations = page.reservations.filter { $0.status == .held || $0.status == .sold }
    let payments = page.payments.filter { !$0.status.isFinal }
    let shipments = page.shipments.filter { $0.status != .cancelled }
    return reservations.map { "units \($0.status.rawValue)" }
      + payments.map { "a payment that is \($0.status.rawValue)" }
      + shipments.map { "a parcel that is \($0.status.rawValue)" }
  }

  private func written(_ page: OrderPage) -> Finding? {
    let isNamed = !page.reservations.isEmpty || !page.payments.isEmpty || !page.shipments.isEmpty
    guard isNamed, page.order == nil else { return nil }
    return .broken(
      expected: "order \(page.id) is written before anything is done for it",
      seen: "there is no such order", because: [])
  }

  // MARK: In the end

  private func ends(_ view: SystemView) -> Finding {
    let excused = parts.ordersForPeople(view)
    let all = parts.orders(view)
    let open = all.filter { !$0.status.isSettled && !excused.contains($0.id) }
    return .holding(
      open.isEmpty, expected: "every order paid or cancelled",
      seen: "\(open.count) of \(all.count) still \(open.first?.status.rawValue ?? "")",
      because: open.map { "order \($0.id) is \($0.status.rawValue)" })
  }

  private func agreement(_ view: SystemView) -> Finding {
    let book = OrderBook.of(view, parts)
    for saga in parts.sagas(view) {
      guard let order = book.page(saga.state.order.text)?.order else {
        return .broken(
          expected: "saga \(saga.id) has an order", seen: "there is none", because: [])
      }
      let agrees =
        switch saga.progress.status {
        case .completed: order.status.isBought || order.wasBought
        case .compensated: order.status == .cancelled
        case .pending, .inProgress, .compensating, .compensationFailed: true
        }
      guard agrees else {
        return .broken(
          expected: "order \(order.id) ends as its saga, \(saga.progress.status.rawValue)",
          seen: "it is \(order.status.rawValue)", because: [])
      }
    }
    return .satisfied
  }

  private func byThemselves(_ view: SystemView, _ now: Instant) -> Finding {
    let sagas = parts.sagas(view).filter {
      $0.progress.status == .compensationFailed && !wasKeptFromUndoing($0, view, now)
    }
    let cancellations = parts.cancellations(view).filter {
      $0.progress.status == .compensationFailed
    }
    let waiting = sagas + cancellations
    return .holding(
      waiting.isEmpty, expected: "no order that people must look at", seen: "\(waiting.count)",
      because: waiting.map { "order \($0.id): \($0.reason ?? "a step is refused for good")" })
  }

  /// Whether there is nothing left but to call people for each step that a checkout could not undo.
  ///
  /// One fault kept whom the step belongs to from answering for as long as undoing is tried, or it is
  /// a parcel and the carrier has it.
  private func wasKeptFromUndoing(
    _ saga: Transactions.SagaRecord<CheckoutState>, _ view: SystemView, _ now: Instant
  ) -> Bool {
    guard let checkout = parts.checkout else { return false }
    let placed = view.operations.first {
      $0.command == CheckoutCommands.order && $0.given.text("order") == saga.id.text
    }
    let stuck = saga.progress.steps.indices.filter { saga.progress.steps[$0].state == .stuck }
    return !stuck.isEmpty
      && stuck.allSatisfy { step in
        parts.stepOwners[step] == parts.shipping && hasLeft(saga.state.order, view)
          || view.faultLasted(
            SagaPatience.stubborn.span, from: parts.stepOwners[step], to: checkout,
            since: placed?.invoked ?? .zero, until: now)
      }
  }

  /// Whether the parcel of an order was given away, so that nobody can call it back.
  private func hasLeft(_ order: OrderID, _ view: SystemView) -> Bool {
    let shipments = OrderBook.of(view, parts).page(order.text)?.shipments ?? Slips()
    return shipments.contains { $0.status != .created && $0.status != .cancelled }
  }

  private func promises(_ view: SystemView) -> Finding {
    let book = OrderBook.of(view, parts)
    for operation in view.operations {
      guard case .succeeded(let answer) = operation.result,
        answer.hasPrefix("order "), answer.hasSuffix(" paid"),
        let order = book.page(String(answer.dropFirst(6).dropLast(5)))?.order
      else { continue }
      guard order.status.isBought || isCalledOff(order, view) else {
        return .broken(
          expected: "order \(order.id) paid, as \(operation.client) was told",
          seen: "it is \(order.status.rawValue)", because: [])
      }
    }
    return .satisfied
  }

  /// Whether the customer wanted an order no more.
  private func isCalledOff(_ order: CheckoutOrder, _ view: SystemView) -> Bool {
    order.wasBought
      && view.operations.contains {
        $0.command == CheckoutCommands.cancel && $0.client == order.customer.text
          && $0.given.text("order") == order.id.text
      }
  }

  private func sold(_ view: SystemView) -> Finding {
    let excused = parts.ordersForPeople(view)
    let book = OrderBook.of(view, parts)
    for order in parts.orders(view) where !excused.contains(order.id) {
      let entries = book.page(order.id.text)?.ledger ?? Slips()
      let net = entries.reduce(0) { sum, entry in
        switch entry.kind {
        case .consumed: sum + entry.quantity
        case .returned: sum - entry.quantity
        case .held, .released, .expired, .deducted: sum
        }
      }
      let due = order.status.isBought ? order.lines.reduce(0) { $0 + $1.quantity } : 0
      guard net == due else {
        return .broken(
          expected: "\(due) units sold for order \(order.id), \(order.status.rawValue)",
          seen: "\(net)", because: [])
      }
    }
    return .satisfied
  }

  private func parcels(_ view: SystemView) -> Finding {
    let excused = parts.ordersForPeople(view)
    let book = OrderBook.of(view, parts)
    for order in parts.orders(view) where !excused.contains(order.id) {
      let parcel = book.page(order.id.text)?.shipments.first { $0.status != .cancelled }
      guard (parcel != nil) == order.status.isBought else {
        return .broken(
          expected: order.status.isBought
            ? "a parcel for order \(order.id)" : "no parcel for order \(order.id)",
          seen: parcel.map { "a parcel that is \($0.status.rawValue)" } ?? "none",
          because: ["order \(order.id) is \(order.status.rawValue)"])
      }
    }
    return .satisfied
  }
}

extension CheckoutOrder {
  /// Whether it was paid for, whatever became of it since.
  fileprivate var wasBought: Bool { history.contains { $0.status == .paid } }
}
