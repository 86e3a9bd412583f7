import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

@Suite struct LeaseLockTests {
  private let process = SmallProcess()

  @Test func `a lock has one owner until its lease ends`() throws {
    let tokens = try process.run { context in
      let lock = LeaseLock(context)
      var tokens = [try await lock.acquire("clock", owner: "a", for: .seconds(10)).token]
      await #expect(throws: LeaseHeld.self) {
        try await lock.acquire("clock", owner: "b", for: .seconds(10))
      }
      // The owner's reply was lost: it asks again and has the lock as before.
      tokens.append(try await lock.acquire("clock", owner: "a", for: .seconds(10)).token)
      try await context.clock.sleep(for: .seconds(10))
      tokens.append(try await lock.acquire("clock", owner: "b", for: .seconds(10)).token)
      return tokens
    }
    #expect(tokens == [FencingToken(1), FencingToken(1), FencingToken(2)])
  }

  @Test func `only the present owner can renew or release`() throws {
    try process.run { context in
      let lock = LeaseLock(context)
      let old = try await lock.acquire("clock", owner: "a", for: .seconds(1))
      try await context.clock.sleep(for: .seconds(1))
      let new = try await lock.acquire("clock", owner: "b", for: .seconds(5))
      try await lock.release(old)
      await #expect(throws: LeaseHeld.self) { try await lock.renew(old, for: .seconds(5)) }
      await #expect(throws: LeaseHeld.self) {
        try await lock.acquire("clock", owner: "c", for: .seconds(1))
      }
      let renewed = try await lock.renew(new, for: .seconds(60))
      #expect(renewed.end > new.end && renewed.token == new.token)
      try await lock.release(renewed)
      // Tokens go on growing over a release.
      let next = try await lock.acquire("clock", owner: "a", for: .seconds(1))
      #expect(next.token == FencingToken(3))
    }
  }

  @Test func `an own lease that has ended comes back with a new token`() throws {
    try process.run { context in
      let lock = LeaseLock(context)
      _ = try await lock.acquire("clock", owner: "a", for: .seconds(1))
      try await context.clock.sleep(for: .seconds(2))
      let again = try await lock.acquire("clock", owner: "a", for: .seconds(1))
      #expect(again.token == FencingToken(2))
    }
  }

  @Test func `waiting for a lock ends with it or with an error`() throws {
    let instants = try process.run { context in
      let lock = LeaseLock(context)
      _ = try await lock.acquire("clock", owner: "a", for: .seconds(2))
      await #expect(throws: LeaseHeld.self) {
        try await lock.acquire(
          "clock", owner: "b", for: .seconds(1),
          waitingUntil: context.clock.deadline(after: .seconds(1)))
      }
      let failed = context.clock.now
      _ = try await lock.acquire(
        "clock", owner: "b", for: .seconds(1),
        waitingUntil: context.clock.deadline(after: .seconds(60)))
      return [failed, context.clock.now]
    }
    #expect(instants[0] <= .zero + .seconds(1))
    #expect(instants[1] == .zero + .seconds(2))
  }

  @Test func `a late write of a former owner is refused where it arrives`() throws {
    let table = Table<String>("protected")
    try process.run { context in
      let lock = LeaseLock(context)
      let resource = FencingGuard()
      func write(_ text: String, _ token: FencingToken) async throws {
        try await context.store.transaction { transaction in
          try await resource.admit(token, to: "clock", in: transaction)
          try await transaction.put(table, "clock", text)
        }
      }
      let old = try await lock.acquire("clock", owner: "a", for: .seconds(1))
      try await write("first of a", old.token)
      // The owner freezes, its lease ends, another one takes over and writes.
      try await context.clock.sleep(for: .seconds(5))
      let new = try await lock.acquire("clock", owner: "b", for: .seconds(1))
      try await write("b", new.token)
      await #expect(throws: RPCError.self) { try await write("late a", old.token) }
    }
    #expect(process.store.committed(table, "clock") == "b")
  }

  @Test func `another service takes a lock, is refused, and gives it back`() throws {
    let codes = try process.run { context in
      LeaseLock(context).register()
      var codes: [RPCError.Code?] = []
      func ask<R: Request>(_ request: R) async -> R.Reply? {
        let call = TypedCall(request, to: "locks", deadline: .never, metadata: Metadata())
        await context.handlers.handler(for: R.method)?.answer(call, IncomingCall(call))
        codes.append(call.failure?.code)
        return call.reply
      }
      let lease = await ask(AcquireLease("clock", owner: "a", for: .seconds(10)))
      _ = await ask(AcquireLease("clock", owner: "b", for: .seconds(10)))
      if let lease { _ = await ask(ReleaseLease(lease)) }
      _ = await ask(AcquireLease("clock", owner: "b", for: .seconds(10)))
      _ = await ask(AcquireLease("clock", owner: "", for: .seconds(10)))
      return codes
    }
    #expect(codes == [nil, .aborted, nil, nil, .invalidArgument])
  }
}
