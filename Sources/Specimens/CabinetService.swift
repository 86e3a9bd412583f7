package import Primitives
package import ServiceRuntime

/// Keeps values, counters, queues, stocks and accounts by key; with a mistake where it is told to.
///
/// It is the specimen on which laws about operations are seen holding and broken.
package final class CabinetService: Service {
  /// What lies under each key.
  package static let slots = Table<CabinetSlot>("slots")
  /// What was posted.
  package static let ledger = Table<CabinetEntry>("ledger")

  /// What a cabinet can do wrong.
  package enum Mistake: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// It reads in one transaction and writes in another.
    case split
    /// It answers reads from a memory that it renews only now and then.
    case cached
    /// It posts again what comes again.
    case repeats
    /// It counts versions down.
    case backwards
    /// It loses one unit of each transfer.
    case leaks
  }

  private let context: ServiceContext
  private let mistake: Mistake
  private let pause: Duration
  private let initial: OrderedDictionary<String, Int>
  private var memory: [String: CabinetSlot] = [:]

  /// A cabinet with a mistake, the time that each of its steps takes, and numbers to begin with.
  package init(
    _ context: ServiceContext, _ mistake: Mistake, pause: Duration,
    initial: OrderedDictionary<String, Int>
  ) {
    self.context = context
    self.mistake = mistake
    self.pause = pause
    self.initial = initial
  }

  package func start() async throws {
    try await fill()
    context.handle(CabinetRequest.self) { request, _ in
      CabinetReply(answers: try await self.answers(to: request.steps))
    }
    context.handle(CabinetTransfer.self) { request, _ in
      CabinetReply(answers: [try await self.transfer(request)])
    }
    context.handle(CabinetPost.self) { request, _ in
      CabinetReply(answers: [try await self.post(request)])
    }
    context.handle(CabinetSnapshot.self) { _, _ in try await self.copy() }
    if mistake == .cached { context.tasks.spawn("renew") { await self.renew() } }
  }

  private func fill() async throws {
    guard !initial.isEmpty else { return }
    try await context.store.transaction { transaction in
      for (key, number) in initial where try await transaction.get(Self.slots, key) == nil {
        var slot = CabinetSlot()
        slot.number = number
        slot.version = 1
        try await transaction.put(Self.slots, key, slot)
      }
    }
  }

  private func renew() async {
    while true {
      if let copy = try? await copy() {
        for part in copy.parts { memory[part.key] = part.slot }
      }
      guard (try? await context.clock.sleep(for: .milliseconds(500))) != nil else { return }
    }
  }

  private func answers(to steps: [CabinetRequest.Keyed]) async throws -> [String] {
    if mistake == .cached, steps.allSatisfy(\.step.isReading) {
      return steps.map { asked in
        var slot = memory[asked.key] ?? CabinetSlot()
        return slot.apply(asked.step)
      }
    }
    guard mistake == .split else {
      return try await context.store.retryingTransaction(attempts: 50) { transaction in
        var slots = try await self.slots(for: steps, in: transaction)
        if self.pause > .zero { try await self.context.clock.sleep(for: self.pause) }
        return try await self.carryOut(steps, &slots, in: transaction)
      }
    }
    let seen = try await context.store.transaction { transaction in
      try await self.slots(for: steps, in: transaction)
    }
    if pause > .zero { try await context.clock.sleep(for: pause) }
    return try await context.store.retryingTransaction(attempts: 50) { transaction in
      var slots = seen
      return try await self.carryOut(steps, &slots, in: transaction)
    }
  }

  /// What lies under the keys of some steps, locked in the order of keys.
  private func slots(
    for steps: [CabinetRequest.Keyed], in transaction: any StoreTransaction
  ) async throws -> OrderedDictionary<String, CabinetSlot> {
    var slots = OrderedDictionary<String, CabinetSlot>()
    for key in Set(steps.map(\.key)).sorted() {
      slots[key] = try await transaction.getForUpdate(Self.slots, key) ?? CabinetSlot()
    }
    return slots
  }

  private func carryOut(
    _ steps: [CabinetRequest.Keyed], _ slots: inout OrderedDictionary<String, CabinetSlot>,
    in transaction: any StoreTransaction
  ) async throws -> [String] {
    var answers: [String] = []
    for asked in steps {
      let before = slots[asked.key] ?? CabinetSlot()
      var slot = before
      answers.append(slot.apply(asked.step))
      guard slot != before else { continue }
      slot.version += mistake == .backwards ? -1 : 1
      slots[asked.key] = slot
      try await transaction.put(Self.slots, asked.key, slot)
    }
    return answers
  }

  private func transfer(_ request: CabinetTransfer) async throws -> String {
    let steps = [request.from, request.to].map {
      CabinetRequest.Keyed(key: $0, step: .total)
    }
    return try await context.store.retryingTransaction(attempts: 50) { transaction in
      let slots = try await self.slots(for: steps, in: transaction)
      if self.pause > .zero { try await self.context.clock.sleep(for: self.pause) }
      guard var source = slots[request.from], var target = slots[request.to],
        request.from != request.to, source.number >= request.amount
      else { return "refused" }
      source.number -= request.amount
      target.number += request.amount - (self.mistake == .leaks ? 1 : 0)
      source.version += 1
      target.version += 1
      try await transaction.put(Self.slots, request.from, source)
      try await transaction.put(Self.slots, request.to, target)
      return "done"
    }
  }

  private func post(_ request: CabinetPost) async throws -> String {
    try await context.store.retryingTransaction(attempts: 50) { transaction in
      let key: String
      if self.mistake == .repeats {
        let count = try await transaction.list(Self.ledger).count
        key = "\(request.id) \(count + 1)"
      } else {
        key = request.id
        if try await transaction.getForUpdate(Self.ledger, key) != nil { return "done" }
      }
      try await transaction.put(
        Self.ledger, key, CabinetEntry(id: request.id, amount: request.amount))
      return "done"
    }
  }

  private func copy() async throws -> CabinetCopy {
    try await context.store.transaction { transaction in
      CabinetCopy(
        parts: try await transaction.list(Self.slots).map { .init(key: $0.key, slot: $0.value) })
    }
  }
}
