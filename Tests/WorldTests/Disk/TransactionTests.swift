import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct TransactionTests {
  @Test func `a transaction sees its own writes in reads and in the order of scans`() {
    let bench = StoreBench()
    bench.fill(["b": 2, "d": 4, "e": 5])
    let store = bench.store()
    bench.task("own") {
      try await store.transaction { transaction in
        try await transaction.put(bench.stock, "c", 3)
        try await transaction.put(bench.stock, "d", 44)
        try await transaction.remove(bench.stock, "e")
        try await transaction.put(bench.stock, "a", 1)
        bench.say("\(try await transaction.get(bench.stock, "d") ?? 0)")
        bench.say("\(try await transaction.get(bench.stock, "e") ?? 0)")
        let all = try await transaction.list(bench.stock, KeyRange(lower: "b", upper: nil))
        bench.say(all.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
        #expect(bench.contents == "b=2 d=4 e=5")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["44", "0", "b=2 c=3 d=44"])
    #expect(bench.contents == "a=1 b=2 c=3 d=44")
  }

  @Test func `a rolled back transaction leaves nothing`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.task("fickle") {
      let transaction = try await store.begin(TransactionOptions())
      try await transaction.put(bench.stock, "a", 2)
      try await transaction.put(bench.stock, "b", 2)
      transaction.rollback()
      try await transaction.commit()
    }
    bench.simulation.run()
    #expect(bench.contents == "a=1")
    #expect(bench.lines == ["fickle: closed"])
    #expect(store.connectionsInUse == 0)
  }

  @Test func `a write condition that does not hold is a conflict and the transaction goes on`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.task("writer") {
      try await store.transaction { transaction in
        do { try await transaction.insert(bench.stock, "a", 2) } catch let error as StoreError {
          bench.say(error.code.rawValue)
        }
        do { try await transaction.update(bench.stock, "b", 2) } catch let error as StoreError {
          bench.say(error.code.rawValue)
        }
        try await transaction.insert(bench.stock, "c", 3)
        try await transaction.update(bench.stock, "a", 4)
        try await transaction.remove(bench.stock, "nowhere")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["conflict", "conflict"])
    #expect(bench.contents == "a=4 c=3")
  }

  @Test func `removing what is not there, or was only inserted, changes nothing`() {
    let bench = StoreBench(profile: DiskProfile(syncLatency: .constant(.milliseconds(5))))
    let store = bench.store()
    bench.database.observe { bench.say("change \($0.number)") }
    bench.task("remover") {
      try await store.transaction { transaction in
        try await transaction.remove(bench.stock, "a")
        try await transaction.insert(bench.stock, "b", 1)
        try await transaction.remove(bench.stock, "b")
      }
      bench.say("done \(bench.milliseconds)")
    }
    bench.simulation.run()
    #expect(bench.lines == ["done 0"])
  }

  @Test func `the trace says what a commit changed`() {
    let bench = StoreBench()
    bench.fill(["console": 10])
    let store = bench.store()
    bench.task("sale") { try await bench.put(store, ["console": 9]) }
    bench.simulation.run()
    #expect(bench.texts(.committed) == ["stock/console none -> 10", "stock/console 10 -> 9"])
  }

  @Test func `observers see each change with its records, cause and instant`() {
    let bench = StoreBench(profile: DiskProfile(syncLatency: .constant(.milliseconds(3))))
    bench.fill(["a": 1])
    bench.database.observe { notice in
      let values = notice.changes.compactMap { $0.values(in: bench.stock) }
      let text = values.map { "\($0.old ?? 0)>\($0.new ?? 0)" }.joined(separator: ",")
      bench.say("\(notice.instant) \(notice.cause) \(notice.number) \(text)")
    }
    let store = bench.store()
    bench.task("change") {
      try await store.transaction { transaction in
        try await transaction.remove(bench.stock, "a")
        try await transaction.put(bench.stock, "b", 2)
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["0.006 s committed 2 1>0,0>2"])
    #expect(bench.database.count == 1)
    #expect(bench.database.value(of: bench.stock, "a") == nil)
  }

  @Test func `point accesses and commits on a disk that costs nothing take no time and no event`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.task("quick") {
      for number in 0..<100 {
        try await store.transaction { transaction in
          _ = try await transaction.get(bench.stock, "a")
          try await transaction.put(bench.stock, "a", number)
        }
      }
    }
    bench.simulation.run()
    #expect(bench.simulation.eventCount == 0)
    #expect(bench.contents == "a=99")
  }

  @Test func `a commit costs write and sync and is visible at their end`() {
    let bench = StoreBench(
      profile: DiskProfile(
        commitLatency: .constant(.milliseconds(2)), syncLatency: .constant(.milliseconds(3))))
    let store = bench.store()
    bench.task("writer") {
      try await bench.put(store, ["a": 1])
      bench.say("done \(bench.milliseconds)")
    }
    bench.at(4) { bench.say("at 4: \(bench.contents)") }
    bench.at(6) { bench.say("at 6: \(bench.contents)") }
    bench.simulation.run()
    #expect(bench.lines == ["at 4: ", "done 5", "at 6: a=1"])
  }

  @Test func `a cancelled task does not learn whether its commit went through`() {
    let bench = StoreBench(profile: DiskProfile(syncLatency: .constant(.milliseconds(5))))
    let store = bench.store()
    let task = bench.task("writer") { try await bench.put(store, ["a": 1]) }
    bench.at(2) { task.cancel() }
    bench.simulation.run()
    #expect(bench.lines == ["writer: commitUnknown"])
    #expect(bench.contents == "a=1")
    #expect(store.connectionsInUse == 0)
  }
}
