import Engine
import Primitives
import ServiceRuntime
import TestSupport
import Testing

/// What the other tests rely on.
@Suite struct SmallProcessTests {
  private let table = Table<Int>("numbers")

  @Test func `lost replies leave an effect, lost requests leave none`() throws {
    let process = SmallProcess()
    var effects = 0
    process.transport.answer(Ping.self) { _ in
      effects += 1
      return Done()
    }
    process.transport.script(Ping.self, [.loseReply, .loseRequest, .pass])
    try process.run { context in
      for _ in 0..<3 {
        _ = try? await context.call(
          Ping(), to: "target", deadline: context.clock.deadline(after: .seconds(1)))
      }
    }
    #expect(effects == 2)
    #expect(process.now == at(2000))
  }

  @Test func `a call that nobody ends is reported as a deadlock`() {
    let process = SmallProcess()
    process.transport.script(Ping.self, [.loseRequest])
    #expect(throws: SmallProcess.RunError.self) {
      _ = try process.run { try await $0.call(Ping(), to: "target") }
    }
  }

  @Test func `a transaction is seen by others only after its commit`() throws {
    let process = SmallProcess()
    try process.run { context in
      let first = try await context.store.begin(TransactionOptions())
      let second = try await context.store.begin(TransactionOptions())
      try await first.insert(table, "a", 1)
      #expect(try await first.get(table, "a") == 1)
      #expect(try await second.get(table, "a") == nil)
      try await first.commit()
      #expect(try await second.list(table).map(\.value) == [1])
      second.rollback()
    }
    #expect(process.store.committed(table, "a") == 1)
  }

  @Test func `a locked record is waited for`() throws {
    let process = SmallProcess()
    process.store.preset(table, "a", 0)
    process.store.latency = .milliseconds(10)
    try process.run { context in
      _ = try await context.concurrently(
        (0..<20).map { _ in
          {
            try await context.store.transaction { transaction in
              let value = try await transaction.getForUpdate(table, "a") ?? 0
              try await transaction.put(table, "a", value + 1)
            }
          }
        })
    }
    #expect(process.store.committed(table, "a") == 20)
  }

  @Test func `write conditions and scripted failures are reported`() throws {
    let process = SmallProcess()
    process.store.preset(table, "a", 1)
    process.store.failNext(.commit, .unknownButDone)
    process.store.failNext(.commit, .unknownAndNotDone)
    let codes = try process.run { context in
      var codes: [StoreError.Code] = []
      for (key, value) in [("a", 2), ("b", 3), ("c", 4)] {
        do {
          try await context.store.transaction { try await $0.insert(table, key, value) }
        } catch let error as StoreError {
          codes.append(error.code)
        }
      }
      return codes
    }
    #expect(codes == [.conflict, .commitUnknown, .commitUnknown])
    #expect(process.store.committed(table).map(\.key) == ["a", "b"])
  }

  @Test func `a crash at a failpoint keeps what was committed and nothing else`() throws {
    let process = SmallProcess()
    process.failpoints.at("after-commit", .crash)
    #expect(throws: Cancelled.process) {
      try process.run { context in
        let open = try await context.store.begin(TransactionOptions())
        try await open.put(table, "open", 1)
        try await context.store.transaction { try await $0.put(table, "kept", 1) }
        context.tasks.spawn("other") {
          _ = try? await context.clock.sleep(for: .seconds(1))
          _ = try? await context.store.transaction { try await $0.put(table, "late", 1) }
        }
        try await context.failpoint("after-commit")
      }
    }
    process.restart()
    #expect(process.context.incarnation == 1)
    let keys = try process.run { context in
      try await context.store.transaction { try await $0.list(table).map(\.key) }
    }
    #expect(keys == ["kept"])
  }

  @Test func `equal seeds draw equally, lives draw differently`() throws {
    func draws(_ process: SmallProcess) throws -> [UInt64] {
      try process.run { context in (0..<4).map { _ in context.random.next() } }
    }
    let process = SmallProcess(seed: 5)
    let first = try draws(process)
    #expect(try draws(SmallProcess(seed: 5)) == first)
    process.restart()
    #expect(try draws(process) != first)
  }
}
