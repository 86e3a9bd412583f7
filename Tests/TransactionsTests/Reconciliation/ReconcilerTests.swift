import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

/// Payments of the shop against charges of its card processor.
private final class Books {
  let process = SmallProcess()
  var payments: [(key: String, value: Int)] = []
  var charges: [(key: String, value: Int)] = []
  var refunds: [String] = []
  var keys: [IdempotencyKey] = []
  var isUnreadable = false
  var repairFails = false

  func reconciler(_ context: ServiceContext) -> Reconciler<Int, Int> {
    Reconciler(
      context, "payments", grace: .seconds(10),
      hooks: .init(
        left: { self.payments },
        right: {
          if self.isUnreadable { throw RPCError(.unavailable, "the processor is away") }
          return self.charges
        },
        difference: { pair in
          switch (pair.left, pair.right) {
          case (nil, _?): "charged without a payment"
          case (let payment?, let charge) where payment != charge: "the amounts differ"
          default: nil
          }
        },
        repair: { pair, key in
          self.keys.append(key)
          if self.repairFails { throw RPCError(.unavailable, "later") }
          self.refunds.append(pair.key)
          self.charges.removeAll { $0.key == pair.key }
        }))
  }
}

@Suite struct ReconcilerTests {
  @Test func `what differs for long enough is repaired, and nothing else`() throws {
    let books = Books()
    books.payments = [("1", 100), ("2", 50)]
    books.charges = [("1", 100), ("2", 50), ("3", 70)]
    let reports = try books.process.run { context in
      let reconciler = books.reconciler(context)
      var reports = [try await reconciler.pass()]
      try await context.clock.sleep(for: .seconds(10))
      reports.append(try await reconciler.pass())
      reports.append(try await reconciler.pass())
      return reports
    }
    #expect(reports.map(\.compared) == [3, 3, 2])
    #expect(reports.map(\.waiting.count) == [1, 0, 0])
    #expect(reports.map { $0.repaired.map(\.key) } == [[], ["3"], []])
    #expect(books.refunds == ["3"])
  }

  @Test func `work under way that settles by itself is left alone`() throws {
    let books = Books()
    books.charges = [("1", 100)]
    try books.process.run { context in
      let reconciler = books.reconciler(context)
      _ = try await reconciler.pass()
      books.payments = [("1", 100)]
      try await context.clock.sleep(for: .seconds(20))
      _ = try await reconciler.pass()
      // The same difference later is a new one, and waits again.
      books.payments = []
      _ = try await reconciler.pass()
    }
    #expect(books.refunds.isEmpty)
  }

  @Test func `a side that cannot be read in full is not believed`() throws {
    let books = Books()
    books.payments = [("1", 100)]
    try books.process.run { context in
      let reconciler = books.reconciler(context)
      _ = try await reconciler.pass()
      books.isUnreadable = true
      try await context.clock.sleep(for: .seconds(20))
      await #expect(throws: RPCError.self) { try await reconciler.pass() }
    }
    #expect(books.refunds.isEmpty)
  }

  @Test func `a repair that fails is repeated under the same key`() throws {
    let books = Books()
    books.charges = [("3", 70)]
    books.repairFails = true
    let failed = try books.process.run { context in
      let reconciler = books.reconciler(context)
      _ = try await reconciler.pass()
      try await context.clock.sleep(for: .seconds(10))
      let failed = try await reconciler.pass().failed.map(\.key)
      books.repairFails = false
      _ = try await reconciler.pass()
      return failed
    }
    #expect(failed == ["3"])
    #expect(books.keys.count == 2 && Set(books.keys).count == 1)
    #expect(books.refunds == ["3"])
  }

  @Test func `a value older than its reader bears is refused`() throws {
    let process = SmallProcess()
    try process.run { context in
      let price = Observed(100, at: context.clock.now)
      try await context.clock.sleep(for: .seconds(5))
      #expect(try price.value(within: .seconds(5), by: context.clock) == 100)
      #expect(throws: TooStale(age: .seconds(5), bound: .seconds(4))) {
        try price.value(within: .seconds(4), by: context.clock)
      }
    }
  }
}
