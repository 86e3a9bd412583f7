import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct CrashTests {
  /// A commit of four keys that is written and not synced when its process and host crash.
  private func crashed(
    seed: Seed = 1, tears: Bool = false, _ change: (inout DiskProfile) -> Void = { _ in }
  ) -> StoreBench {
    var profile = DiskProfile(
      commitLatency: .constant(.milliseconds(1)), syncLatency: .constant(.milliseconds(4)))
    change(&profile)
    let bench = StoreBench(seed: seed, profile: profile)
    bench.fill(["a": 1, "b": 1, "c": 1, "d": 1])
    let store = bench.store()
    if tears { bench.disk.faults.tornWrites = .one }
    bench.task("writer") { try await bench.put(store, ["a": 2, "b": 2, "c": 2, "d": 2]) }
    bench.at(8) {
      store.fence()
      bench.disk.crash()
    }
    bench.simulation.run()
    return bench
  }

  @Test func `a crash loses a commit that was not synced, whole`() {
    let bench = crashed()
    #expect(bench.contents == "a=1 b=1 c=1 d=1")
    #expect(bench.details(.commitLost) == ["was not synced when db-1 crashed"])
    #expect(bench.disk.fireCount(.unsyncedLost) == 1)
  }

  @Test func `a disk that keeps what was written recovers the commit, whole`() {
    let bench = crashed { $0.losesUnsynced = false }
    #expect(bench.contents == "a=2 b=2 c=2 d=2")
    #expect(bench.lines == ["writer: closed"])
    #expect(bench.texts(.recovered).count == 1)
  }

  @Test func `recovery notices a torn commit and rolls it back`() {
    let bench = crashed(tears: true)
    #expect(bench.contents == "a=1 b=1 c=1 d=1")
    #expect(bench.details(.recovered) == ["found a commit torn and rolled it back"])
    #expect(bench.disk.fireCount(.tornCommit) == 1)
  }

  @Test func `without detection a torn commit leaves some of its records and never all`() {
    var seen: Set<String> = []
    for seed in 0..<50 as Range<UInt64> {
      let bench = crashed(seed: Seed(seed)) {
        $0.tornWrites = .one
        $0.detectsTornCommits = false
      }
      seen.insert(bench.contents)
    }
    #expect(seen == ["a=2 b=1 c=1 d=1", "a=2 b=2 c=1 d=1", "a=2 b=2 c=2 d=1"])
  }

  @Test func `crashes tear as often as the profile says`() {
    var torn = 0
    for seed in 0..<200 as Range<UInt64> {
      let bench = crashed(seed: Seed(seed)) { $0.tornWrites = Ratio(1, 4) }
      torn += bench.disk.fireCount(.tornCommit)
    }
    #expect((30...70).contains(torn))
  }

  @Test func `a lying sync loses at a crash what it claimed, back to the last honest one`() {
    for isHonestAgain in [false, true] {
      let bench = StoreBench()
      bench.fill(["a": 1, "b": 1])
      bench.disk.faults.isLying = true
      bench.fill(["a": 2])
      bench.fill(["a": 3, "c": 3])
      #expect(bench.contents == "a=3 b=1 c=3")
      bench.disk.faults.isLying = false
      if isHonestAgain { bench.fill(["b": 4]) }
      bench.disk.crash()
      #expect(bench.contents == (isHonestAgain ? "a=3 b=4 c=3" : "a=1 b=1"))
      #expect(bench.texts(.commitLost).count == (isHonestAgain ? 0 : 2))
      #expect(bench.disk.fireCount(.lyingSync) == 2)
    }
  }

  @Test func `an honest sync loses nothing at a crash`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    bench.fill(["a": 2])
    bench.disk.crash()
    #expect(bench.contents == "a=2")
    #expect(bench.texts(.commitLost) == [])
  }

  @Test func `a lying disk holds back a bounded number of commits`() {
    var profile = DiskProfile.perfect
    profile.lyingSyncs = .one
    profile.volatileCommits = 3
    let bench = StoreBench(profile: profile)
    for number in 1...10 { bench.fill(["a": number]) }
    bench.disk.crash()
    #expect(bench.contents == "a=7")
  }

  @Test func `what a process left unsynced is cleared up when the next one opens the store`() {
    let bench = StoreBench(profile: DiskProfile(syncLatency: .constant(.milliseconds(4))))
    let store = bench.store()
    bench.task("writer") { try await bench.put(store, ["a": 1]) }
    bench.at(2) { store.fence() }
    bench.simulation.run()
    #expect(bench.texts(.commitLost) == [])
    _ = bench.store()
    #expect(bench.texts(.commitLost) == ["stock/a none -> 1"])
    bench.disk.crash()
    #expect(bench.texts(.commitLost).count == 1)
  }

  @Test func `observers learn what a crash took back`() {
    let bench = StoreBench()
    bench.disk.faults.isLying = true
    bench.fill(["a": 1])
    bench.database.observe { notice in
      for change in notice.changes { bench.say("\(notice.cause) \(change.text)") }
    }
    bench.disk.crash()
    #expect(bench.lines == ["lost stock/a 1 -> none"])
  }

  @Test func `a wiped disk is empty and can be written again`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 2])
    bench.disk.wipe()
    #expect(bench.contents == "")
    #expect(bench.database.count == 0)
    bench.fill(["b": 3])
    #expect(bench.contents == "b=3")
  }
}
