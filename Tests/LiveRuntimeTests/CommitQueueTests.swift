import Dispatch
import LiveRuntime
import Primitives
import ServiceRuntime
import Synchronization
import Testing

/// A journal that writes when it is let, and refuses what it is told to refuse.
private final class SlowJournal: CommitJournal, Sendable {
  private let written = Mutex<[[String]]>([])
  private let gate = DispatchSemaphore(value: 0)
  private let refused: String?

  init(refusing key: String? = nil) {
    refused = key
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

  init(_ journal: any CommitJournal, _ isolation: IsolationLevel = .readCommitted) throws {
    store = try MemoryStore(isolation: isolation, journal: journal)
  }

  func put(_ key: String, _ value: Int) async -> StoreError.Code? {
    await end { try await $0.put(Self.table, key, value) }
  }

  func copy(_ key: String, to other: String) async -> StoreError.Code? {
    await end { try await $0.put(Self.table, other, try await $0.get(Self.table, key) ?? 0) }
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
    let first = await begin { await keeper.copy("a", to: "b") }
    let second = await begin { await keeper.copy("b", to: "a") }
    journal.allow(100)
    let ends = [await first.value, await second.value]
    #expect(ends.filter { $0 == .serialization }.count == 1, "\(ends)")
    #expect(ends.filter { $0 == nil }.count == 1, "\(ends)")
  }
}
