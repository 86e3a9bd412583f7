import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Brings orders to their end as it is often written: each form of it lacks one thing.
///
/// The steps and what undoes them are those of the saga, and so are the services that it calls.
/// What is careless is when it writes, what it makes of silence, how long it tries to undo, and
/// whom it asks before it takes a checkout over.
final class CarelessDriver: CheckoutDriver {
  static let table = Table<CarelessRecord>("careless-checkouts")
  static let afterCall: FailpointName = "careless-after-call-before-record"

  var writesOrdersFirst: Bool { driver != .writesLast }
  private let context: ServiceContext
  private let configuration: CheckoutConfiguration
  private let desk: OrderDesk
  private var tasks: [OrderID: any SpawnedTask] = [:]

  init(_ context: ServiceContext, _ configuration: CheckoutConfiguration, _ desk: OrderDesk) {
    self.context = context
    self.configuration = configuration
    self.desk = desk
  }

  private var driver: CheckoutConfiguration.Driver { configuration.driver }

  // MARK: Taking up

  func start() async throws {
    guard driver != .forgetful else { return }
    for record in try await records() where !record.isOver { giveUp(record, "the process ended") }
    guard driver == .sweeps else { return }
    context.tasks.spawn("sweeper") {
      while (try? await self.context.clock.sleep(for: self.configuration.recoveryPeriod)) != nil {
        await self.sweep()
      }
    }
  }

  /// Undoes whatever takes long, whether somebody is at work on it or not.
  private func sweep() async {
    guard let records = try? await records() else { return }
    let now = context.clock.wallTime
    for record in records
    where !record.isOver && record.startedAt + configuration.recoveryPeriod <= now {
      await undo(record, "it takes too long")
    }
  }

  func adopt(_ order: CheckoutOrder, in transaction: any StoreTransaction) async throws {
    guard driver != .forgetful else { return }
    let record = CarelessRecord(order, at: context.clock.wallTime)
    try await transaction.insert(Self.table, order.id.text, record)
  }

  func pursue(_ order: CheckoutOrder) {
    guard tasks[order.id] == nil else { return }
    tasks[order.id] = context.tasks.spawn("checkout \(order.id)") {
      await self.run(CarelessRecord(order, at: self.context.clock.wallTime), of: order)
    }
  }

  func wait(for order: OrderID) async throws {
    try await tasks[order]?.join()
  }

  // MARK: Going forward

  private func run(_ start: CarelessRecord, of order: CheckoutOrder) async {
    var record = start
    for step in CheckoutStep.steps(configuration) {
      do {
        if driver != .actsFirst { try await note(step, &record) }
        try await act(step, &record.state)
        try await context.failpoint(Self.afterCall)
        if driver == .actsFirst { try await note(step, &record) }
      } catch {
        if error is Cancelled { return }
        if driver == .trusting { record.steps.removeAll { $0 == step.rawValue } }
        if step == .tell { continue }
        return await undo(record, "\(step.rawValue): \(error)")
      }
    }
    do {
      let state = record.state
      _ = try await context.store.settlingTransaction { transaction in
        if !self.writesOrdersFirst { try await self.write(order, in: transaction) }
        return try await self.desk.advance(state.order, .paid, "the money is ours", in: transaction)
        {
          $0.payment = state.payment
          $0.shipment = state.shipment
        }
      }
      try await close(record)
    } catch {
      context.log(.error, "order \(record.state.order) cannot be finished: \(error)")
    }
  }

  /// Writes an order down after everything was done for it.
  private func write(_ order: CheckoutOrder, in transaction: any StoreTransaction) async throws {
    try await transaction.insert(CheckoutService.orderTable, order.id.text, order)
    try await desk.advance(order.id, .reserved, "units are kept", in: transaction)
  }

  private func note(_ step: CheckoutStep, _ record: inout CarelessRecord) async throws {
    record.steps.append(step.rawValue)
    guard driver != .forgetful else { return }
    let written = record
    try await context.store.settlingTransaction {
      try await $0.put(Self.table, written.state.order.text, written)
    }
  }

  private func act(_ step: CheckoutStep, _ state: inout CheckoutState) async throws {
    let sender = PlainSender(context: context, timeout: configuration.stepTimeout)
    for attempt in 1...max(configuration.stepAttempts, 1) {
      do {
        try await step.act(&state, sender)
        if step == .reserve, writesOrdersFirst {
          try await desk.advance(state.order, .reserved, "units are kept")
        }
        return
      } catch let error as RPCError
        where error.code.isRetriable && attempt < configuration.stepAttempts
      {
        try await context.clock.sleep(for: .milliseconds(500) * attempt)
      }
    }
  }

  // MARK: Going back

  private func giveUp(_ record: CarelessRecord, _ reason: String) {
    context.tasks.spawn("undo \(record.state.order)") { await self.undo(record, reason) }
  }

  private func undo(_ record: CarelessRecord, _ reason: String) async {
    let sender = PlainSender(context: context, timeout: configuration.stepTimeout)
    let attempts = driver == .undoesOnce ? 1 : 20
    for step in record.steps.reversed().compactMap(CheckoutStep.init) {
      for attempt in 1...attempts {
        do {
          try await step.undo(record.state, sender)
          break
        } catch {
          context.log(.warning, "could not undo \(step.rawValue): \(error)")
          let pause = Duration.milliseconds(500) * min(attempt, 10)
          guard (try? await context.clock.sleep(for: pause)) != nil else { return }
        }
      }
    }
    do {
      if writesOrdersFirst { try await desk.advance(record.state.order, .cancelled, reason) }
      try await close(record)
    } catch {
      context.log(.error, "order \(record.state.order) cannot be cancelled: \(error)")
    }
  }

  private func close(_ record: CarelessRecord) async throws {
    guard driver != .forgetful else { return }
    var closed = record
    closed.isOver = true
    let written = closed
    try await context.store.settlingTransaction {
      try await $0.put(Self.table, written.state.order.text, written)
    }
  }

  private func records() async throws -> [CarelessRecord] {
    try await context.store.transaction { try await $0.list(Self.table).map(\.value) }
  }

  /// Sends a request with a time limit and nothing else.
  private struct PlainSender: CheckoutSender {
    let context: ServiceContext
    let timeout: Duration

    func callAsFunction<R: Request>(
      _ request: R, _ service: ServiceName
    ) async throws -> R.Reply {
      try await context.call(
        request, to: service, deadline: context.clock.deadline(after: timeout))
    }
  }
}
