import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct DatabaseTests {
  @Test func `scans give keys in order whatever the order in which they came and went`() {
    let bench = StoreBench(level: .digest)
    let store = bench.store()
    var model: [String: Int] = [:]
    var stream = bench.simulation.streams.stream(.workload, at: "t", purpose: "keys")
    bench.task("churn") {
      for round in 0..<2000 {
        let key = "k\(stream.below(300))"
        let isRemoved = stream.happens(1, in: 2)
        model[key] = isRemoved ? nil : round
        try await store.transaction { transaction in
          if isRemoved { try await transaction.remove(bench.stock, key) }
          if !isRemoved { try await transaction.put(bench.stock, key, round) }
        }
        guard round % 50 == 0 else { continue }
        let found = bench.database.contents(of: bench.stock)
        #expect(found.map(\.key) == model.keys.sorted())
        #expect(found.map(\.value) == model.keys.sorted().map { model[$0] })
        #expect(bench.database.count(of: "stock") == model.count)
      }
    }
    bench.simulation.run()
    #expect(bench.lines == [])
  }

  @Test func `a range has its lower key and not its upper one, and a limit ends it`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 2, "c": 3, "ca": 4, "d": 5])
    let store = bench.store()
    bench.task("ranges") {
      try await store.transaction { transaction in
        for (range, limit) in [
          (KeyRange(lower: "b", upper: "d"), Int.max), (KeyRange(prefix: "c"), .max), (.all, 2),
          (.all, 0), (KeyRange(lower: "e", upper: nil), .max),
        ] {
          let found = try await transaction.list(bench.stock, range, limit: limit)
          bench.say(found.map(\.key).joined(separator: " "))
        }
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["b c ca", "c ca", "a b", "", ""])
  }

  @Test func `old versions are kept for an open snapshot only, and one for each`() {
    let bench = StoreBench(level: .digest)
    bench.fill(["a": 0, "b": 0])
    let store = bench.store()
    bench.task("reader") {
      try await store.transaction(TransactionOptions(isolation: .snapshot)) { transaction in
        await bench.pause(10)
        bench.say("\(try await transaction.get(bench.stock, "a") ?? -1)")
        bench.say("\(try await transaction.get(bench.stock, "b") ?? -1)")
      }
    }
    bench.task("writer") {
      for number in 1...1000 { try await bench.put(store, ["a": number]) }
      try await store.transaction { try await $0.remove(bench.stock, "b") }
      bench.say("\(bench.database.historyCount) kept")
    }
    bench.simulation.run()
    #expect(bench.lines == ["3 kept", "0", "0"])
    #expect(bench.database.historyCount == 0)
  }

  @Test func `snapshots that overlap for ever do not keep what none of them sees`() {
    let bench = StoreBench(level: .digest)
    let store = bench.store()
    var most = 0
    for task in 0..<3 {
      bench.task("t\(task)") {
        for round in 0..<1000 {
          try await store.transaction(TransactionOptions(isolation: .snapshot)) { transaction in
            _ = try await transaction.get(bench.stock, "a")
            await bench.pause(1 + task)
            let key = "k\(task)-\(round)"
            try await transaction.put(bench.stock, key, round)
            if round > 0 { try await transaction.remove(bench.stock, "k\(task)-\(round - 1)") }
          }
          most = max(most, bench.database.historyCount)
        }
      }
    }
    bench.simulation.run()
    #expect(bench.lines == [])
    #expect(most < 150)
    #expect(bench.database.count == 3)
  }

  @Test func `equal contents have equal fingerprints whatever the way to them`() {
    func fingerprint(_ fills: [KeyValuePairs<String, Int>]) -> Digest {
      let bench = StoreBench()
      for numbers in fills { bench.fill(numbers) }
      var digest = Digest()
      bench.database.fingerprint(into: &digest)
      return digest
    }
    let direct = fingerprint([["a": 1, "b": 2]])
    #expect(fingerprint([["b": 2], ["a": 5], ["a": 1]]) == direct)
    #expect(fingerprint([["a": 1, "b": 3]]) != direct)
  }

  @Test func `runs that commit other records have other digests`() {
    func digest(_ number: Int) -> Digest {
      let bench = StoreBench(level: .digest)
      bench.fill(["a": number])
      return bench.simulation.digest
    }
    #expect(digest(1) == digest(1))
    #expect(digest(1) != digest(2))
  }
}
