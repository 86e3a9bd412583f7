import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct ReplicaTests {
  private func follow(_ bench: StoreBench, lag: Distribution) -> Replica {
    let place = bench.simulation.trace.addPlace("db-2")
    let disk = SimulatedDisk(simulation: bench.simulation, place: place, name: "db-2")
    return Replica(of: bench.disk, on: disk, lag: lag)
  }

  private func contents(_ replica: Replica, _ bench: StoreBench) -> String {
    replica.disk.database.contents(of: bench.stock).map { "\($0.key)=\($0.value)" }
      .joined(separator: " ")
  }

  /// Commits `a` = 1, 2, 3 ten milliseconds apart.
  private func commitThrice(_ bench: StoreBench) {
    let store = bench.store()
    bench.task("writer") {
      for number in 1...3 {
        try await bench.put(store, ["a": number])
        await bench.pause(10)
      }
    }
  }

  @Test func `a replica begins with what there is and follows at its distance`() {
    let bench = StoreBench()
    bench.fill(["z": 9])
    let replica = follow(bench, lag: .constant(.milliseconds(15)))
    commitThrice(bench)
    for instant in [14, 16, 26, 36] {
      bench.at(instant) { bench.say(self.contents(replica, bench)) }
    }
    bench.simulation.run()
    #expect(bench.lines == ["z=9", "a=1 z=9", "a=2 z=9", "a=3 z=9"])
    #expect(replica.backlog == 0)
  }

  @Test func `a replica without lag is never behind`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.zero))
    bench.database.observe { _ in bench.say(self.contents(replica, bench)) }
    commitThrice(bench)
    bench.simulation.run()
    #expect(bench.lines == ["a=1", "a=2", "a=3"])
    #expect(replica.promote() == 0)
  }

  @Test func `changes arrive in order however the lag is drawn`() {
    for seed in 0..<30 as Range<UInt64> {
      let bench = StoreBench(seed: Seed(seed))
      let replica = follow(bench, lag: .uniform(.zero, .milliseconds(100)))
      replica.disk.database.observe { notice in
        for change in notice.changes { bench.say(change.text) }
      }
      commitThrice(bench)
      bench.simulation.run()
      #expect(
        bench.lines == ["stock/a none -> 1", "stock/a 1 -> 2", "stock/a 2 -> 3"], "seed \(seed)")
    }
  }

  @Test func `a failover loses the tail that had not arrived`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.milliseconds(15)))
    commitThrice(bench)
    var lost = -1
    bench.at(22) { lost = replica.promote() }
    bench.simulation.run()
    #expect(lost == 2)
    #expect(bench.contents == "a=3")
    #expect(contents(replica, bench) == "a=1")
    #expect(bench.texts(.commitLost) == ["stock/a 1 -> 2", "stock/a 2 -> 3"])
  }

  @Test func `a promoted replica takes writes and follows no longer`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.zero))
    bench.fill(["a": 1])
    replica.promote()
    let store = SimulatedStore(disk: replica.disk)
    bench.task("writer") { try await bench.put(store, ["a": 7]) }
    bench.fill(["a": 2])
    #expect(contents(replica, bench) == "a=7")
    #expect(bench.contents == "a=2")
  }

  @Test func `a replica keeps what its source lost in a crash or with its disk`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.zero))
    bench.fill(["a": 1])
    bench.disk.faults.isLying = true
    bench.fill(["a": 2])
    bench.disk.crash()
    #expect(bench.contents == "a=1")
    bench.disk.wipe()
    bench.simulation.run()
    #expect(bench.contents == "")
    #expect(contents(replica, bench) == "a=2")
  }

  @Test func `a replica can be read and refuses writes`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.milliseconds(5)))
    let store = SimulatedStore(disk: replica.disk, settings: StoreSettings(isReadOnly: true))
    commitThrice(bench)
    bench.task("reader") {
      await bench.pause(12)
      try await store.transaction { transaction in
        bench.say("\(try await transaction.get(bench.stock, "a") ?? 0)")
        try await transaction.put(bench.stock, "a", 9)
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["1", "reader: inputOutput"])
  }

  @Test func `a replica that is cut off falls behind and catches up in order`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.milliseconds(1)))
    commitThrice(bench)
    bench.at(5) { replica.cut() }
    bench.at(30) {
      bench.say("\(self.contents(replica, bench)), \(replica.backlog) behind")
      replica.join()
      bench.say("\(self.contents(replica, bench)), \(replica.backlog) behind")
    }
    bench.simulation.run()
    #expect(bench.lines == ["a=1, 2 behind", "a=3, 0 behind"])
  }

  @Test func `a backup brings back what was there and nothing that came later`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 2])
    let backup = bench.database.backup()
    bench.fill(["a": 7, "c": 3])
    #expect(backup.count == 2)
    let changed = bench.disk.restore(backup)
    #expect(changed == 2)
    #expect(bench.contents == "a=1 b=2")
    #expect(bench.texts(.recovered) == ["stock/a 7 -> 1, stock/c 3 -> none"])
    bench.disk.crash()
    #expect(bench.contents == "a=1 b=2")
  }

  @Test func `a restore makes a snapshot that wrote before it fail`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let backup = bench.database.backup()
    bench.fill(["a": 2])
    let store = bench.store(StoreSettings(isolation: .snapshot))
    bench.task("writer") {
      try await store.transaction { transaction in
        try await transaction.put(bench.stock, "a", 3)
        await bench.pause(10)
      }
    }
    bench.at(5) { bench.disk.restore(backup) }
    bench.simulation.run()
    #expect(bench.lines == ["writer: serialization"])
    #expect(bench.contents == "a=1")
  }

  @Test func `a transaction that a replica will do for reads what has arrived there`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.milliseconds(15)))
    let store = bench.store()
    store.followingDisk = { replica.disk }
    commitThrice(bench)
    bench.task("reader") {
      await bench.pause(22)
      for source in [ReadSource.primary, .replica] {
        try await store.transaction(TransactionOptions(from: source)) { transaction in
          bench.say("\(try await transaction.get(bench.stock, "a") ?? 0)")
        }
      }
      try await store.transaction(TransactionOptions(from: .replica)) { transaction in
        try await transaction.put(bench.stock, "a", 9)
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["3", "1", "reader: inputOutput"])
  }

  @Test func `without a replica the primary is read, whatever would do`() {
    let bench = StoreBench()
    bench.fill(["a": 4])
    let store = bench.store()
    bench.task("reader") {
      try await store.transaction(TransactionOptions(from: .replica)) { transaction in
        bench.say("\(try await transaction.get(bench.stock, "a") ?? 0)")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["4"])
  }

  @Test func `a process that ends is cut off from the replica too`() {
    let bench = StoreBench()
    let replica = follow(bench, lag: .constant(.zero))
    bench.fill(["a": 1])
    let store = bench.store()
    store.followingDisk = { replica.disk }
    bench.task("reader") {
      let transaction = try await store.begin(TransactionOptions(from: .replica))
      store.fence()
      bench.say("\(try await transaction.get(bench.stock, "a") ?? 0)")
    }
    bench.simulation.run()
    #expect(bench.lines == ["reader: closed"])
  }
}
