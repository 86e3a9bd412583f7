import Dispatch
import Inventory
import LiveRuntime
import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import Synchronization
import Testing

/// A journal that writes when it is let, and refuses what it is told to refuse.
private final class SlowJournal: CommitJournal, Sendable {
  private let written = Mutex<[[String]]>([])
  private let gate = DispatchSemaphore(value: 0)
  private let refused: String?

  init(refusing keys: String? = nil) {
    refused = keys
  }

  func load(_ body: (TableName, String, StoredRecord) -> Void) throws(StoreError) {}

  func append(_ commits: [[RecordChange]]) throws(StoreError) {
    gate.wait()
    let keys = commits.map { $0.map(\.key).joined(separator: "+") }
    if let refused, keys.contains(refused) { throw StoreError(.full, "no room") }
    written.withLock { $0.append(keys) }
  }

  /// Lets so many writes through.
  func allow(_ count: Int) { for _ in 0..<count { gate.signal() } }

  /// The keys of each commit, by what was written at once.
  var batches: [[String]] { written.withLock { $0 } }
}

/// A process with a store, as small as one can be.
private actor StoreKeeper {
  static let table = Table<Int>("numbers")
  private let store: MemoryStore
  private var crossing: [any StoreTransaction] = []
  /// How many additions have come to hold their lock.
  private(set) var locked = 0

  init(_ journal: any CommitJournal, _ isolation: IsolationLevel = .readCommitted) throws {
    store = try MemoryStore(isolation: isolation, journal: journal)
  }

  func put(_ key: String, _ value: Int) async -> StoreError.Code? {
    await end { try await $0.put(Self.table, key, value) }
  }

  /// Adds to a number under its lock, where the body agrees to what is there.
  func add(
    _ key: String, _ number: Int, and other: String? = nil,
    where agrees: @Sendable (Int) -> Bool = { _ in true }
  ) async -> StoreError.Code? {
    await end { transaction in
      let present = try await transaction.getForUpdate(Self.table, key) ?? 0
      locked += 1
      guard agrees(present) else { throw StoreError(.conflict, "\(key) is \(present)") }
      try await transaction.put(Self.table, key, present + number)
      if let other { try await transaction.put(Self.table, other, present + number) }
    }
  }

  /// Looks at one number under its lock and at another without.
  func look(_ locked: String, _ other: String) async -> [Int?] {
    var seen: [Int?] = []
    _ = await end { transaction in
      seen = [
        try await transaction.getForUpdate(Self.table, locked),
        try await transaction.get(Self.table, other),
      ]
    }
    return seen
  }

  /// Inserts a number, or says what the one is that is there already.
  func insertOrRead(_ key: String, _ value: Int) async -> Int? {
    let code = await end { try await $0.insert(Self.table, key, value) }
    guard code == .conflict else { return nil }
    return await self.value(key)
  }

  func remove(_ key: String) async -> StoreError.Code? {
    await end { try await $0.remove(Self.table, key) }
  }

  /// Puts a number where another one is not there.
  func put(_ key: String, _ value: Int, without other: String) async -> StoreError.Code? {
    await end { transaction in
      guard try await transaction.getForUpdate(Self.table, other) == nil else {
        throw StoreError(.conflict, "\(other) is there")
      }
      try await transaction.put(Self.table, key, value)
    }
  }

  /// Returns when nothing that was shown can be taken back; whether all of it is there.
  func settle() async -> Bool { (try? await store.settle(since: store.upsets)) != nil }

  /// Begins two transactions that each read what the other writes.
  func cross() async throws {
    for (read, written) in [("a", "b"), ("b", "a")] {
      let transaction = try await store.begin(TransactionOptions())
      let value = try await transaction.get(Self.table, read) ?? 0
      try await transaction.put(Self.table, written, value)
      crossing.append(transaction)
    }
  }

  /// Commits one of the two.
  func commit(_ number: Int) async -> StoreError.Code? {
    await end { _ in try await self.crossing[number].commit() }
  }

  func value(_ key: String) async -> Int? {
    try? await store.transaction { try await $0.get(Self.table, key) }
  }

  private func end(
    _ body: (any StoreTransaction) async throws -> Void
  ) async -> StoreError.Code? {
    do {
      try await store.transaction { try await body($0) }
      return nil
    } catch {
      return (error as? StoreError)?.code
    }
  }
}

@Suite(.onOwnThread) struct CommitQueueTests {
  /// Begins a commit and gives it time to get under way.
  private func begin(
    _ work: @escaping @Sendable () async -> StoreError.Code?
  ) async -> Task<StoreError.Code?, Never> {
    let task = Task(executorPreference: OwnThread.shared) { await work() }
    for _ in 0..<50 { await Task.yield() }
    return task
  }

  @Test func `what comes while the disk is at work goes out together`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal)
    var tasks = [await begin { await keeper.put("a", 1) }]
    for key in ["b", "c", "d"] { tasks.append(await begin { await keeper.put(key, 1) }) }
    journal.allow(100)
    for task in tasks { #expect(await task.value == nil) }
    #expect(journal.batches.count < 4)
    #expect(journal.batches.flatMap(\.self).sorted() == ["a", "b", "c", "d"])
  }

  @Test func `nobody sees a commit before it is durable`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal)
    let task = await begin { await keeper.put("a", 1) }
    #expect(await keeper.value("a") == nil)
    journal.allow(1)
    #expect(await task.value == nil)
    #expect(await keeper.value("a") == 1)
  }

  @Test func `a commit that has no room fails alone`() async throws {
    let journal = SlowJournal(refusing: "c")
    let keeper = try StoreKeeper(journal)
    var tasks = [await begin { await keeper.put("a", 1) }]
    for key in ["b", "c", "d"] { tasks.append(await begin { await keeper.put(key, 1) }) }
    journal.allow(100)
    var ends: [StoreError.Code?] = []
    for task in tasks { ends.append(await task.value) }
    #expect(ends == [nil, nil, .full, nil])
    #expect(await keeper.value("c") == nil)
    #expect(await keeper.value("d") == 1)
    #expect(await keeper.put("c", 2) == .full, "its lock is free again")
  }

  @Test func `two that read what the other writes cannot both be serializable`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal, .serializable)
    try await keeper.cross()
    let first = await begin { await keeper.commit(0) }
    let second = await begin { await keeper.commit(1) }
    journal.allow(100)
    let ends = [await first.value, await second.value]
    #expect(ends.filter { $0 == .serialization }.count == 1, "\(ends)")
    #expect(ends.filter { $0 == nil }.count == 1, "\(ends)")
  }

  @Test func `who waits for a row does not wait for the disk`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal)
    var tasks: [Task<StoreError.Code?, Never>] = []
    for _ in 1...5 { tasks.append(await begin { await keeper.add("a", 1) }) }
    #expect(await keeper.locked == 5, "each builds on the one before, and nothing is written yet")
    #expect(journal.batches.isEmpty)
    journal.allow(100)
    for task in tasks { #expect(await task.value == nil) }
    #expect(journal.batches.flatMap(\.self) == ["a", "a", "a", "a", "a"])
    #expect(await keeper.value("a") == 5)
  }

  @Test func `what was built on a commit that failed fails with it`() async throws {
    let journal = SlowJournal(refusing: "a+x")
    let keeper = try StoreKeeper(journal)
    let tasks = [
      await begin { await keeper.put("c", 1) },
      await begin { await keeper.add("a", 1, and: "x") },
      await begin { await keeper.add("a", 1) },
      await begin { await keeper.add("a", 1, and: "b") },
      await begin { await keeper.put("d", 1) },
    ]
    journal.allow(100)
    var ends: [StoreError.Code?] = []
    for task in tasks { ends.append(await task.value) }
    #expect(ends == [nil, .full, .serialization, .serialization, nil])
    for key in ["a", "x", "b"] { #expect(await keeper.value(key) == nil) }
    #expect(journal.batches.flatMap(\.self) == ["c", "d"])
    #expect(await keeper.add("a", 1) == nil, "what is tried again goes through")
    #expect(await keeper.value("a") == 1)
  }

  @Test func `a refusal rests on what is durable before anybody hears it`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal)
    let put = await begin { await keeper.add("a", 1) }
    #expect(await keeper.settle(), "nobody has seen it yet")
    #expect(await keeper.add("a", 1, where: { $0 == 0 }) == .conflict)
    let isSettled = Mutex(false)
    let settling = await begin {
      let isThere = await keeper.settle()
      isSettled.withLock { $0 = true }
      return isThere ? nil : .serialization
    }
    let wasSettled = isSettled.withLock { $0 }
    #expect(!wasSettled, "the commit that was seen is not durable")
    journal.allow(1)
    #expect(await put.value == nil)
    #expect(await settling.value == nil)
  }

  @Test func `a refusal that rests on what was taken back is not given`() async throws {
    let journal = SlowJournal(refusing: "a")
    let keeper = try StoreKeeper(journal)
    let put = await begin { await keeper.add("a", 1) }
    #expect(await keeper.add("a", 1, where: { $0 == 0 }) == .conflict)
    let settling = await begin { await keeper.settle() ? nil : .serialization }
    journal.allow(1)
    #expect(await put.value == .full)
    #expect(await settling.value == .serialization)
    #expect(await keeper.settle(), "that is over")
  }

  @Test func `who sees one row of a commit sees all of it`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal)
    let put = await begin { await keeper.add("a", 1, and: "b") }
    let seen = Mutex<[Int?]>([])
    let looking = await begin {
      let numbers = await keeper.look("a", "b")
      seen.withLock { $0 = numbers }
      return nil
    }
    journal.allow(1)
    #expect(await put.value == nil)
    #expect(await looking.value == nil)
    let numbers = seen.withLock { $0 }
    #expect(numbers == [1, 1])
  }

  @Test func `what a conflict was about is there for what comes next`() async throws {
    let journal = SlowJournal()
    let keeper = try StoreKeeper(journal)
    let put = await begin { await keeper.put("a", 1) }
    let found = Mutex<Int?>(nil)
    let inserting = await begin {
      let number = await keeper.insertOrRead("a", 2)
      found.withLock { $0 = number }
      return nil
    }
    journal.allow(1)
    #expect(await put.value == nil)
    #expect(await inserting.value == nil)
    let number = found.withLock { $0 }
    #expect(number == 1)
  }

  @Test func `what follows a refusal fails with what that had seen`() async throws {
    let journal = SlowJournal(refusing: "a")
    let keeper = try StoreKeeper(journal)
    let put = await begin { await keeper.add("a", 1) }
    #expect(await keeper.add("a", 1, where: { $0 == 0 }) == .conflict)
    let following = await begin { await keeper.put("refused", 1) }
    journal.allow(10)
    #expect(await put.value == .full)
    #expect(await following.value == .serialization)
    #expect(await keeper.put("refused", 1) == nil, "that is over")
  }

  @Test func `who has found a row gone fails with its removal`() async throws {
    let journal = SlowJournal(refusing: "a")
    journal.allow(1)
    let keeper = try StoreKeeper(journal)
    #expect(await keeper.add("a", 1, and: "b") == nil)
    let removing = await begin { await keeper.remove("a") }
    let putting = await begin { await keeper.put("c", 1, without: "a") }
    journal.allow(10)
    #expect(await removing.value == .full)
    #expect(await putting.value == .serialization)
    #expect(await keeper.value("a") == 1)
  }

  @Test func `an answer waits for the commit that it rests on`() async throws {
    let journal = SlowJournal()
    let host = try LiveHost(handsOver: true)
    defer { host.close() }
    journal.allow(1)
    let inventory = try await host.start(
      InventoryAPI.service, makeStore: { try MemoryStore(journal: journal) }
    ) { InventoryService($0, InventoryConfiguration(initialStock: [("console", 1)])) }
    let orders = try await host.start(OrdersAPI.service) {
      OrdersService($0, OrdersConfiguration(attemptTimeout: .seconds(600)))
    }
    #expect(journal.batches.count == 1, "the stock is there")
    let answers = Mutex<[String: RPCError.Code?]>([:])
    @Sendable func deduct(_ order: OrderID) async -> StoreError.Code? {
      let code = try? await orders.process.run { context -> RPCError.Code? in
        do throws(RPCError) {
          _ = try await context.call(
            DeductStock(order: order, product: "console", quantity: 1),
            to: InventoryAPI.service, metadata: Metadata(idempotencyKey: order.text))
          return nil
        } catch {
          return error.code
        }
      }
      answers.withLock { $0[order.text] = code }
      return nil
    }
    let tasks = [await begin { await deduct("1") }, await begin { await deduct("2") }]
    let early = answers.withLock { $0 }
    #expect(early.isEmpty, "the last unit is taken, but not yet for good")
    journal.allow(100)
    for task in tasks { _ = await task.value }
    let all = answers.withLock { $0 }
    #expect(all == ["1": nil, "2": .failedPrecondition])
    await orders.stop(within: .zero)
    await inventory.stop(within: .zero)
  }
}
