import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Keeps units for orders until they are sold, given up or out of time.
///
/// Everything that happens to an order's reservation is one transaction: the record, the levels of
/// all its products and the ledger change together or not at all.
package final class Reservations {
  private let context: ServiceContext
  private let ledger: StockLedger
  private let rules: ReservationRules
  private var watches: [OrderID: any SpawnedTask] = [:]

  init(_ context: ServiceContext, _ rules: ReservationRules) {
    self.context = context
    self.rules = rules
    ledger = StockLedger(context: context)
  }

  /// Answers requests, and goes on waiting for what an earlier life kept.
  func register() async throws {
    context.handle(ReserveStock.self) { request, _ in
      let change = try await self.change(request.order, .reserve, request.lines)
      return StockReserved(order: request.order, expiresAt: change.reservation.expiresAt)
    }
    context.handle(ReleaseStock.self) { request, _ in
      _ = try await self.change(request.order, .release)
      return Done()
    }
    context.handle(ConsumeStock.self) { request, _ in
      _ = try await self.change(request.order, .consume)
      return Done()
    }
    context.handle(ReturnStock.self) { request, _ in
      _ = try await self.change(request.order, .giveBack)
      return Done()
    }
    let held = try await context.store.transaction { transaction in
      try await transaction.list(InventoryService.reservationTable).map(\.value)
    }
    for reservation in held where reservation.status == .held { watch(reservation) }
  }

  /// Lets an event happen in a transaction of its own.
  private func change(
    _ order: OrderID, _ event: ReservationStateMachine.Event, _ lines: [StockLine] = []
  ) async throws -> ReservationChange {
    var moved = Moved()
    let change = try await context.store.settlingTransaction { transaction in
      moved = Moved()
      return try await self.change(order, event, lines, in: transaction) { moved = $0 }
    }
    follow(change)
    try await context.failpoint(InventoryService.afterReservation)
    try await writeRest(of: moved, order)
    if change.isRefused { throw change.refusal(of: event) }
    return change
  }

  /// Lets an event happen to an order's reservation, as part of a transaction.
  ///
  /// Call `follow` after the commit. A refusal is a result and not an error: what had to be freed
  /// on the way must be committed.
  ///
  /// - Throws: `RPCError` for too few units and for requests that make no sense, before anything
  ///   was written.
  func change(
    _ order: OrderID, _ event: ReservationStateMachine.Event, _ lines: [StockLine] = [],
    in transaction: any StoreTransaction, leaving: (Moved) -> Void = { _ in }
  ) async throws -> ReservationChange {
    let known = try await transaction.getForUpdate(InventoryService.reservationTable, order.text)
    var reservation = try target(order, event, lines, known)
    var machine = ReservationStateMachine(rules.memory == .forgetful ? nil : known?.status)
    let looks = rules.expiry == .checked || event == .look
    let isOver = looks && known.map { $0.expiresAt <= self.context.clock.wallTime } ?? false
    let action =
      rules.memory == .forgetful
      ? forgetfulAction(event, reservation, isOver) : machine.take(event, isOver: isOver)
    let (isRefused, moved) = try await carryOut(action, on: reservation, event, in: transaction)
    leaving(moved)
    let next =
      rules.memory != .forgetful
      ? machine.status : event == .look && action != .nothing ? .expired : event.usualResult
    if rules.memory == .unmarked, action == .mark { return ReservationChange(reservation, false) }
    guard let status = next, status != known?.status, !isRefused || action != .refuse else {
      return ReservationChange(reservation, isRefused)
    }
    reservation.status = status
    if known == nil {
      try await transaction.insertContended(
        InventoryService.reservationTable, order.text, reservation)
    } else {
      try await transaction.put(InventoryService.reservationTable, order.text, reservation)
    }
    return ReservationChange(reservation, isRefused)
  }

  /// What the event is about: the stored reservation, or a new one.
  private func target(
    _ order: OrderID, _ event: ReservationStateMachine.Event, _ lines: [StockLine],
    _ known: Reservation?
  ) throws -> Reservation {
    let now = context.clock.wallTime
    guard event == .reserve else {
      return known ?? Reservation(order: order, lines: [], expiresAt: now, status: .released)
    }
    guard !lines.isEmpty else {
      throw RPCError(.invalidArgument, "a reservation needs at least one line")
    }
    for line in lines where line.quantity < 1 { throw RPCError.badQuantity(line.quantity) }
    let lines = Reservation.merged(lines)
    guard let known, rules.memory != .forgetful else {
      return Reservation(
        order: order, lines: lines, expiresAt: now + rules.hold, status: .held)
    }
    guard known.lines == lines || known.lines.isEmpty else {
      throw RPCError(.invalidArgument, "other units were reserved for order \(order) before")
    }
    return known
  }

  /// What somebody does who knows nothing of what was done before.
  private func forgetfulAction(
    _ event: ReservationStateMachine.Event, _ reservation: Reservation, _ isOver: Bool
  ) -> ReservationStateMachine.Action {
    switch event {
    case .reserve: .hold
    case .release: .free(then: .succeed)
    case .consume: .sell
    case .giveBack: .restock
    case .look: reservation.status == .held && isOver ? .free(then: .succeed) : .nothing
    }
  }

  /// Changes the stock as an action demands; says whether the request is refused.
  private func carryOut(
    _ action: ReservationStateMachine.Action, on reservation: Reservation,
    _ event: ReservationStateMachine.Event, in transaction: any StoreTransaction
  ) async throws -> (isRefused: Bool, Moved) {
    let kind: StockLedgerEntry.Kind
    var isRefused = false
    switch action {
    case .nothing, .mark: return (false, Moved())
    case .refuse: return (true, Moved())
    case .hold: kind = .held
    case .sell: kind = .consumed
    case .restock: kind = .returned
    case .free(let after):
      kind = event == .release || event == .giveBack ? .released : .expired
      isRefused = after == .refuse
    }
    let moved = Moved(kind: kind, lines: reservation.lines)
    switch rules.bookkeeping {
    case .together: try await move(moved, reservation.order, in: transaction)
    case .ledgerAfterwards:
      try await move(moved, reservation.order, in: transaction, writesLedger: false)
      return (isRefused, moved)
    case .lineByLine where kind == .held: return (isRefused, moved)
    case .lineByLine: try await move(moved, reservation.order, in: transaction)
    }
    return (isRefused, Moved())
  }

  /// Changes the levels of all products of a reservation, or none.
  private func move(
    _ moved: Moved, _ order: OrderID, in transaction: any StoreTransaction,
    writesLedger: Bool = true
  ) async throws {
    var levels: [StockLevel] = []
    for line in moved.lines {
      var level = try await ledger.lockedLevel(of: line.product, in: transaction)
      if moved.kind == .held, level.available < line.quantity {
        throw RPCError.tooFew(line, of: level)
      }
      level.take(moved.kind, line.quantity)
      levels.append(level)
    }
    for (line, level) in zip(moved.lines, levels) {
      try await ledger.record(
        moved.kind, line, for: order, leaving: level, in: transaction, writesEntry: writesLedger)
    }
  }

  /// Writes what careless books leave for later, in transactions of its own.
  private func writeRest(of moved: Moved, _ order: OrderID) async throws {
    guard !moved.lines.isEmpty else { return }
    switch rules.bookkeeping {
    case .together: return
    case .ledgerAfterwards:
      try await context.store.settlingTransaction { transaction in
        for line in moved.lines {
          let level = try await self.ledger.lockedLevel(of: line.product, in: transaction)
          try await self.ledger.enter(moved.kind, line, for: order, leaving: level, in: transaction)
        }
      }
    case .lineByLine:
      for line in moved.lines {
        let one = Moved(kind: moved.kind, lines: [line])
        try await context.store.settlingTransaction { transaction in
          try await self.move(one, order, in: transaction)
        }
        try await context.failpoint(InventoryService.afterReservation)
      }
    }
  }

  /// Units that move in one way.
  struct Moved {
    var kind = StockLedgerEntry.Kind.held
    var lines: [StockLine] = []
  }

  // MARK: Time

  /// Watches over what is kept and forgets what is not, after a change was committed.
  func follow(_ change: ReservationChange) {
    let reservation = change.reservation
    if reservation.status == .held {
      watch(reservation)
    } else {
      watches.removeValue(forKey: reservation.order)?.cancel()
    }
  }

  /// Frees the units of a reservation when its time is over, beside everything else.
  ///
  /// One wait for each order that is held and none otherwise, so that an idle warehouse is idle.
  private func watch(_ reservation: Reservation) {
    let order = reservation.order
    guard watches[order] == nil else { return }
    watches[order] = context.tasks.spawn("watch reservation \(order)") {
      let lateness = self.rules.lateness
      var left = reservation.expiresAt + lateness - self.context.clock.wallTime
      while (try? await self.context.clock.sleep(for: max(left, .milliseconds(1)))) != nil {
        do {
          let now = try await self.look(order)
          guard now.status == .held else { break }
          left = now.expiresAt + lateness - self.context.clock.wallTime
        } catch {
          self.context.log(.warning, "cannot free the units of order \(order) yet: \(error)")
          left = .seconds(1)
        }
      }
      self.watches[order] = nil
    }
  }

  private func look(_ order: OrderID) async throws -> Reservation {
    try await context.store.settlingTransaction { transaction in
      try await self.change(order, .look, in: transaction).reservation
    }
  }
}
