import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

/// One orchestrator in a small process, with others played by script.
private final class SmallSaga {
  let process = SmallProcess("orders")
  var alerts: [SagaAlert] = []
  var isRefusing = false
  var changes: [String] = []
  var reverts: [String] = []
  let id: SagaID = "order-7"

  init() {
    process.transport.answer(ChangeLedger.self) { request in
      if self.isRefusing { throw RPCError(.failedPrecondition, "no") }
      self.changes.append(request.order)
      return Done()
    }
    process.transport.answer(RevertLedger.self) { request in
      self.reverts.append(request.order)
      return Done()
    }
  }

  static let patience = SagaPatience(
    timeout: .seconds(2), attempts: 3,
    backoff: Backoff(.constant, base: .seconds(1), cap: .seconds(1)))

  func orchestrator(
    _ context: ServiceContext, pivot: Bool = false, deadline: Duration = .seconds(60)
  ) -> SagaOrchestrator<CheckoutState> {
    let first = SagaStep<CheckoutState>.compensatable(
      "reserve", patience: Self.patience, undoPatience: Self.patience,
      { _ = try await $1.send(ChangeLedger(order: $0.order), to: "inventory") },
      compensation: { _ = try await $1.send(RevertLedger(order: $0.order), to: "inventory") })
    let last = SagaStep<CheckoutState>.retriable("confirm", patience: Self.patience) {
      _ = try await $1.send(Deduct(product: $0.order, quantity: 1), to: "orders")
    }
    return SagaOrchestrator(
      context,
      SagaDefinition("small", deadline: deadline, steps: pivot ? [first, last] : [first])
    ) { self.alerts.append($0) }
  }

  func start(
    pivot: Bool = false, deadline: Duration = .seconds(60)
  ) throws -> SagaOutcome<CheckoutState> {
    try process.run { context in
      try await self.orchestrator(context, pivot: pivot, deadline: deadline)
        .start(self.id, CheckoutState(order: "7"))
    }
  }

  let table = Table<SagaRecord<CheckoutState>>("saga-small")
  var record: SagaRecord<CheckoutState>? { process.store.committed(table, id.text) }
}

@Suite struct SagaOwnershipTests {
  @Test func `a saga of one identity is begun once and joined by the second caller`() throws {
    let saga = SmallSaga()
    let statuses = try saga.process.run { context in
      let orchestrator = saga.orchestrator(context)
      let body: () async throws -> SagaStatus = {
        try await orchestrator.start(saga.id, CheckoutState(order: "7")).status
      }
      let first = try await context.concurrently([body, body])
      return first + [try await body()]
    }
    #expect(statuses == [.completed, .completed, .completed])
    #expect(saga.changes == ["7"])
  }

  @Test func `a saga begun with its order exists exactly if the order does`() throws {
    let saga = SmallSaga()
    let orders = Table<String>("orders")
    for fails in [true, false] {
      let outcome = try? saga.process.run { context in
        let orchestrator = saga.orchestrator(context)
        try await context.store.transaction { transaction in
          try await transaction.put(orders, "7", "pending")
          try await orchestrator.begin(saga.id, CheckoutState(order: "7"), in: transaction)
          if fails { throw RPCError(.failedPrecondition, "no") }
        }
        return try await orchestrator.outcome(of: saga.id)
      }
      #expect((saga.record == nil) == fails)
      #expect(saga.process.store.committed(orders).isEmpty == fails)
      #expect(outcome?.status == (fails ? nil : .completed))
    }
  }

  @Test func `another owner is left alone until its lease ends, then fenced off`() throws {
    let saga = SmallSaga()
    let lost = RPCError(.deadlineExceeded, "no reply")
    saga.process.transport.script(ChangeLedger.self, Array(repeating: .fail(lost), count: 1))
    saga.process.failpoints.at(SagaFailpoints.afterCall, .crash)
    #expect(throws: (any Error).self) { try saga.start() }
    saga.process.restart()
    // As if another host had it: this life is not its successor.
    var record = try #require(saga.record)
    record.lease.owner = "host-2#0"
    saga.process.store.preset(saga.table, saga.id.text, record)
    try saga.process.run { context in
      let orchestrator = saga.orchestrator(context)
      await #expect(throws: SagaLeaseLost.self) { _ = try await orchestrator.outcome(of: saga.id) }
      try await context.clock.sleep(for: orchestrator.definition.lease)
      let outcome = try await orchestrator.outcome(of: saga.id)
      #expect(outcome.status == .completed)
    }
    #expect(saga.record?.lease.token == FencingToken(2))
    // The former owner wakes up and wants to write what it had in memory.
    record.revision += 1
    let late = record
    _ = try saga.process.run { context in
      await #expect(throws: SagaLeaseLost.self) {
        try await context.store.transaction { transaction in
          _ = try await SagaLog<CheckoutState>(context, name: "small").replace(
            with: late, in: transaction)
        }
      }
    }
    #expect(saga.record?.progress.status == .completed)
  }

  @Test func `a lease of one's own that has run out is taken anew`() throws {
    let saga = SmallSaga()
    saga.process.failpoints.at(SagaFailpoints.afterCall, .crash)
    #expect(throws: (any Error).self) { try saga.start() }
    saga.process.restart()
    let begun = try #require(saga.record)
    let outcome = try saga.process.run { context in
      // As if this life had it and was held up for longer than it lasts.
      var record = begun
      record.lease.owner = context.life
      record.lease.end = context.clock.wallTime
      saga.process.store.preset(saga.table, saga.id.text, record)
      return try await saga.orchestrator(context).outcome(of: saga.id)
    }
    #expect(outcome.status == .completed)
    #expect(saga.record?.lease.token == FencingToken(2))
  }

  @Test func `all attempts of a step carry one key and its undoing another`() throws {
    let saga = SmallSaga()
    let lost = RPCError(.deadlineExceeded, "no reply")
    saga.process.transport.script(ChangeLedger.self, [.loseReply, .fail(lost), .loseRequest])
    #expect(try saga.start().status == .compensated)
    let keys = saga.process.transport.calls.map(\.metadata.idempotencyKey)
    let step: String? = "saga:order-7:reserve"
    #expect(keys == [step, step, step, "saga:order-7:compensate:reserve"])
    #expect(saga.reverts == ["7"])
  }

  @Test func `an attempt is cut off at its limit and a saga at its deadline`() throws {
    let saga = SmallSaga()
    saga.process.transport.script(
      ChangeLedger.self, [.loseRequest, .loseRequest, .loseRequest])
    let outcome = try saga.start(deadline: .seconds(4))
    // Two seconds, a pause of one, and what is left of the four.
    #expect(outcome.status == .compensated)
    #expect(saga.process.transport.instants(of: ChangeLedger.self).count == 2)
    #expect(saga.process.now == .zero + .seconds(4))
  }

  @Test func `a decision that must be known is asked for after the deadline as long as before`()
    throws
  {
    let saga = SmallSaga()
    saga.process.transport.script(ChangeLedger.self, [.loseReply, .loseReply])
    let outcome = try saga.process.run { context in
      let charge = SagaStep<CheckoutState>.pivot("charge", patience: SmallSaga.patience) {
        _ = try await $1.send(ChangeLedger(order: $0.order), to: "inventory")
      }
      let definition = SagaDefinition("small", deadline: .seconds(4), steps: [charge])
      return try await SagaOrchestrator(context, definition) { _ in }
        .start(saga.id, CheckoutState(order: "7"))
    }
    // Two seconds, a pause of one, what is left of the four, a pause of one.
    let calls = saga.process.transport.calls
    let patience = calls.map { $0.deadline.instant - $0.instant }
    #expect(patience == [.seconds(2), .seconds(1), .seconds(2)])
    #expect(outcome.status == .completed)
  }

  @Test func `a step after the decision is tried on and people are told once`() throws {
    let saga = SmallSaga()
    saga.process.transport.answer(Deduct.self) { _ in StockLeft(left: 0) }
    let busy = RPCError(.unavailable, "busy")
    saga.process.transport.script(Deduct.self, Array(repeating: .fail(busy), count: 8))
    #expect(try saga.start(pivot: true).status == .completed)
    #expect(saga.process.transport.count(of: Deduct.self) == 9)
    #expect(saga.alerts.map(\.matter) == [.overdue])
    #expect(saga.reverts.isEmpty)
  }

  @Test func `what is stuck can be taken up again by people`() throws {
    let saga = SmallSaga()
    let refusal = RPCError(.failedPrecondition, "the hold is being counted")
    let lost = RPCError(.deadlineExceeded, "no reply")
    saga.process.transport.script(ChangeLedger.self, Array(repeating: .fail(lost), count: 3))
    saga.process.transport.script(RevertLedger.self, [.fail(refusal)])
    #expect(try saga.start().status == .compensationFailed)
    #expect(saga.alerts.map(\.steps) == [["reserve"]])
    try saga.process.run { context in
      let orchestrator = saga.orchestrator(context)
      let open = try await orchestrator.log.openInterventions().map(\.id)
      let isReopened = try await orchestrator.reopen(saga.id)
      let outcome = try await orchestrator.outcome(of: saga.id)
      let left = try await orchestrator.log.openInterventions()
      let isLive = try await orchestrator.log.isLive(saga.id)
      let isReopenedAgain = try await orchestrator.reopen(saga.id)
      #expect(open == [saga.id] && isReopened)
      #expect(outcome.status == .compensated)
      #expect(left.isEmpty && !isLive && !isReopenedAgain)
    }
  }

  @Test func `a record whose commit had no answer is read back and not written twice`() throws {
    for failure in [RecordingStore.Failure.unknownButDone, .unknownAndNotDone] {
      let saga = SmallSaga()
      let outcome = try saga.process.run { context in
        let orchestrator = saga.orchestrator(context)
        try await orchestrator.launch(saga.id, CheckoutState(order: "7"))
        saga.process.store.failNext(.commit, .unknownButDone)
        saga.process.store.failNext(.commit, failure)
        return try await orchestrator.outcome(of: saga.id)
      }
      #expect(outcome.status == .completed)
      #expect(saga.changes == ["7"])
    }
  }

  @Test func `a store that stays away leaves the saga to recovery`() throws {
    let saga = SmallSaga()
    let broken = StoreError(.inputOutput, "the disk is gone")
    try saga.process.run { context in
      let orchestrator = saga.orchestrator(context)
      try await orchestrator.launch(saga.id, CheckoutState(order: "7"))
      for _ in 1...5 { saga.process.store.failNext(.write, .error(broken)) }
      await #expect(throws: StoreError.self) { _ = try await orchestrator.outcome(of: saga.id) }
      let isLive = try await orchestrator.log.isLive(saga.id)
      let recovered = try await SagaRecovery(orchestrator).recover()
      let outcome = try await orchestrator.outcome(of: saga.id)
      #expect(isLive && recovered == [saga.id])
      #expect(outcome.status == .completed)
    }
  }
}
