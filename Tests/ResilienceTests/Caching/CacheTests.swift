import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct CacheTests {
  @Test func `a thousand readers of an expired key cause one fetch`() throws {
    let process = SmallProcess()
    let fetches = try process.run { context in
      let cache = Cache<String, Int>(context, .products)
      var fetches = 0
      let answers = try await context.concurrently(
        (0..<1000).map { _ in
          {
            try await cache.value(for: "a", CallScope()) { _ throws(RPCError) in
              fetches += 1
              _ = try? await context.clock.sleep(for: .seconds(1))
              return fetches
            }
          }
        })
      #expect(answers.allSatisfy { $0.value == 1 })
      return fetches
    }
    #expect(fetches == 1)
    #expect(process.now == at(1000))
  }

  @Test func `a stale answer says how old it is and why`() throws {
    try SmallProcess().run { context in
      let options = CacheOptions(lifetime: .seconds(10), staleOnError: .seconds(60))
      let cache = Cache<String, Int>(context, options)
      _ = try await cache.value(for: "a", CallScope()) { _ throws(RPCError) in 1 }
      try await context.clock.sleep(for: .seconds(5))
      let kept = try await cache.value(for: "a", CallScope()) { _ throws(RPCError) in 2 }
      #expect(kept == Answer(1, .cached(age: .seconds(5))))
      try await context.clock.sleep(for: .seconds(10))
      let stale = try await cache.value(for: "a", CallScope()) { _ throws(RPCError) in
        throw Failures.down
      }
      #expect(stale == Answer(1, .stale(age: .seconds(15), because: Failures.down)))
      #expect(stale.isDegraded && !kept.isDegraded)
    }
  }

  @Test func `an unknown key is looked up once`() throws {
    try SmallProcess().run { context in
      let cache = Cache<String, Int>(context, .products)
      var fetches = 0
      for _ in 0..<100 {
        _ = try? await cache.value(for: "none", CallScope()) { _ throws(RPCError) in
          fetches += 1
          throw Failures.unknown
        }
      }
      #expect(fetches == 1)
    }
  }

  @Test func `a reader whose deadline passes leaves, the others get the value`() throws {
    let outcomes = try SmallProcess().run { context in
      let cache = Cache<String, Int>(context, .products)
      func reader(_ deadline: Instant) -> () async throws -> Int? {
        {
          try? await cache.value(for: "a", CallScope(deadline: Deadline(deadline))) {
            _ throws(RPCError) in
            _ = try? await context.clock.sleep(for: .seconds(2))
            return 7
          }.value
        }
      }
      return try await context.concurrently([reader(at(9000)), reader(at(1000)), reader(at(9000))])
    }
    #expect(outcomes == [7, nil, 7])
  }

  @Test func `when the one who fetches runs out of time another one fetches`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, [.delayReply(.seconds(2)), .delayReply(.seconds(2))])
    let outcomes = try process.run { context in
      let cache = Cache<String, Done>(context, .products)
      func reader(_ deadline: Instant) -> () async throws -> Done? {
        {
          try? await cache.value(for: "a", CallScope(deadline: Deadline(deadline))) {
            scope throws(RPCError) in
            try await context.call(Ping(), to: "catalogue", in: scope)
          }.value
        }
      }
      return try await context.concurrently([reader(at(1000)), reader(at(9000)), reader(at(9000))])
    }
    #expect(outcomes == [nil, Done(), Done()])
    #expect(process.transport.instants(of: Ping.self) == [.zero, at(1000)])
  }

  @Test func `a change during a fetch makes the waiting readers look again`() throws {
    let values = try SmallProcess().run { context in
      let cache = Cache<String, Int>(context, .products)
      var stored = 1
      let read: () async throws -> Int = {
        try await cache.value(for: "a", CallScope()) { _ throws(RPCError) in
          let seen = stored
          _ = try? await context.clock.sleep(for: .seconds(1))
          return seen
        }.value
      }
      let change: () async throws -> Int = {
        try await context.clock.sleep(for: .milliseconds(500))
        stored = 2
        cache.invalidate("a")
        return 0
      }
      _ = try await context.concurrently([read, read, change])
      return try await [read()]
    }
    #expect(values == [2])
  }

  @Test func `values fetched together expire apart`() throws {
    let refetched = try SmallProcess().run { context in
      let options = CacheOptions(lifetime: .seconds(100), spread: .seconds(50))
      let cache = Cache<Int, Int>(context, options)
      func fetchAll() async throws -> Int {
        var fetches = 0
        for key in 0..<100 {
          _ = try await cache.value(for: key, CallScope()) { _ throws(RPCError) in
            fetches += 1
            return key
          }
        }
        return fetches
      }
      _ = try await fetchAll()
      try await context.clock.sleep(for: .seconds(75))
      return try await fetchAll()
    }
    #expect((30...70).contains(refetched))
  }
}
