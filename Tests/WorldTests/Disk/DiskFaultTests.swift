import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct DiskFaultTests {
  private let slow = DiskProfile(
    commitLatency: .constant(.milliseconds(1)), syncLatency: .constant(.milliseconds(4)))

  /// Commits `a` = 1, 2, … one after another and says when each ended.
  private func commit(_ count: Int, _ bench: StoreBench) {
    let store = bench.store()
    bench.task("writer") {
      for number in 1...count {
        do {
          try await bench.put(store, ["a": number])
          bench.say("\(number) at \(bench.milliseconds)")
        } catch let error as StoreError {
          bench.say("\(number) \(error.code.rawValue) \(error.certainty)")
        }
      }
    }
  }

  @Test func `without an armed fault every commit goes through and nothing has fired`() {
    let bench = StoreBench(profile: slow)
    commit(3, bench)
    bench.simulation.run()
    bench.disk.crash()
    #expect(bench.lines == ["1 at 5", "2 at 10", "3 at 15"])
    #expect(bench.contents == "a=3")
    for fault in DiskFault.allCases { #expect(bench.disk.fireCount(fault) == 0) }
  }

  @Test func `a disk that stands still holds up commits, those under way too, and goes on`() {
    let bench = StoreBench(profile: slow)
    commit(3, bench)
    bench.at(7) { bench.disk.stall(until: Instant(nanoseconds: 30_000_000)) }
    bench.simulation.run()
    #expect(bench.lines == ["1 at 5", "2 at 30", "3 at 35"])
    #expect(bench.disk.fireCount(.stall) == 1)
  }

  @Test func `a disk that stands still can be let go before its time`() {
    let bench = StoreBench()
    bench.disk.stall(until: Instant(nanoseconds: 30_000_000))
    commit(1, bench)
    bench.at(10) { bench.disk.endStall() }
    bench.at(20) { bench.disk.stall() }
    bench.at(25) { commit(1, bench) }
    bench.at(40) { bench.disk.endStall() }
    bench.simulation.run()
    #expect(bench.lines == ["1 at 10", "1 at 40"])
  }

  @Test func `reads go on while the disk stands still`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.disk.stall()
    bench.task("reader") {
      try await store.transaction { transaction in
        bench.say("\(try await transaction.get(bench.stock, "a") ?? 0)")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["1"])
  }

  @Test func `a failing write loses the commit for certain until it is healed`() {
    let bench = StoreBench(profile: slow)
    bench.disk.faults.failing = .write
    commit(2, bench)
    bench.at(7) { bench.disk.faults.failing = nil }
    bench.simulation.run()
    #expect(bench.lines == ["1 inputOutput definite", "2 at 10"])
    #expect(bench.texts(.diskFailed) == ["db-1 could not write, transaction 1"])
    #expect(bench.disk.fireCount(.writeError) == 1)
  }

  @Test func `a failing sync leaves open whether the commit stays, and both happen`() {
    var kept = 0
    for seed in 0..<100 as Range<UInt64> {
      let bench = StoreBench(seed: Seed(seed))
      bench.disk.faults.failing = .sync
      commit(1, bench)
      bench.simulation.run()
      #expect(bench.lines == ["1 commitUnknown indefinite"])
      if bench.contents == "a=1" { kept += 1 } else { #expect(bench.contents == "") }
    }
    #expect((25...75).contains(kept))
  }

  @Test func `errors drawn from the profile come as often as it says`() {
    var profile = DiskProfile.perfect
    profile.writeErrors = Ratio(1, 5)
    profile.syncErrors = Ratio(1, 10)
    let bench = StoreBench(profile: profile, level: .digest)
    commit(5000, bench)
    bench.simulation.run()
    #expect((900...1100).contains(bench.disk.fireCount(.writeError)))
    #expect((330...470).contains(bench.disk.fireCount(.syncError)))
  }

  @Test func `a full disk refuses writes for certain and keeps serving reads`() {
    let bench = StoreBench()
    bench.fill(["a": 7])
    bench.disk.faults.isFull = true
    commit(1, bench)
    bench.simulation.run()
    #expect(bench.lines == ["1 full definite"])
    #expect(bench.contents == "a=7")
    bench.disk.faults.isFull = false
    commit(1, bench)
    bench.simulation.run()
    #expect(bench.contents == "a=1")
  }

  @Test func `a bound on records or bytes refuses growth and nothing else`() {
    for capacity in [DiskCapacity.records(2), .bytes(4)] {
      let bench = StoreBench(profile: DiskProfile(capacity: capacity))
      bench.fill(["a": 1, "b": 2])
      let store = bench.store()
      bench.task("growing") { try await bench.put(store, ["c": 3]) }
      bench.task("changing") { try await bench.put(store, ["a": 9]) }
      bench.task("swapping") {
        try await store.transaction { transaction in
          try await transaction.remove(bench.stock, "b")
          try await transaction.put(bench.stock, "d", 4)
        }
      }
      bench.simulation.run()
      #expect(bench.lines == ["growing: full"])
      #expect(bench.contents == "a=9 d=4")
    }
  }

  @Test func `a damaged record is noticed by reads and scans and repaired by a write`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 2])
    let store = bench.store()
    #expect(bench.disk.damage("stock", "b"))
    #expect(!bench.disk.damage("stock", "c"))
    for (label, key) in [("reading", "b"), ("sound", "a")] {
      bench.task(label) {
        try await store.transaction { _ = try await $0.get(bench.stock, key) }
      }
    }
    bench.task("scanning") {
      try await store.transaction { _ = try await $0.list(bench.stock) }
    }
    bench.simulation.run()
    #expect(bench.lines == ["reading: corrupted", "scanning: corrupted"])
    #expect(bench.disk.fireCount(.damage) == 2)
    bench.fill(["b": 3])
    bench.task("reading again") {
      try await store.transaction { _ = try await $0.list(bench.stock) }
    }
    bench.simulation.run()
    #expect(bench.lines.count == 2)
  }

  @Test func `arming one fault shifts no draw of another`() {
    func ends(_ change: (inout DiskProfile) -> Void) -> [String] {
      var profile = DiskProfile(
        commitLatency: .uniform(.zero, .milliseconds(50)),
        syncLatency: .exponential(mean: .milliseconds(20)))
      change(&profile)
      let bench = StoreBench(seed: 9, profile: profile)
      commit(30, bench)
      bench.simulation.run()
      return bench.lines
    }
    let calm = ends { _ in }
    let lying = ends {
      $0.lyingSyncs = Ratio(1, 2)
      $0.tornWrites = .one
    }
    #expect(calm == lying)
    #expect(calm.count == 30)
  }

  @Test func `reads come back damaged as often as the profile says, and the record stays whole`() {
    func damaged(_ share: Ratio) -> Int {
      var profile = DiskProfile.perfect
      profile.readErrors = share
      let bench = StoreBench(profile: profile)
      bench.fill(["a": 1])
      let store = bench.store()
      for _ in 0..<400 {
        bench.task("reader") {
          try await store.transaction { _ = try await $0.get(bench.stock, "a") }
        }
      }
      bench.simulation.run()
      return bench.lines.filter { $0 == "reader: corrupted" }.count
    }
    #expect(damaged(.zero) == 0)
    #expect((70...130).contains(damaged(Ratio(1, 4))))
    #expect(damaged(.one) == 400)
  }
}
