import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct NemesisTests {
  private let minute = Duration.seconds(60)

  private func cluster(seed: UInt64, replicas: Int = 3) -> FaultBench {
    FaultBench(seed: Seed(seed), replicas: replicas, level: .digest)
  }

  private func plan(
    _ seed: UInt64, _ preset: NemesisPreset, _ guarantee: Nemesis.Guarantee = .recoverable,
    change: (inout Nemesis) -> Void = { _ in }
  ) -> FaultPlan {
    var nemesis = Nemesis(preset, guarantee, quietAfter: minute)
    change(&nemesis)
    return nemesis.plan(for: cluster(seed: seed).cluster)
  }

  /// When a planned fault of hosts or links strikes and is over.
  private func span(_ fault: PlannedFault) -> (from: Int64, until: Int64)? {
    guard case .constant(let at)? = fault.trigger.at, case .constant(let lasting)? = fault.lasting
    else { return nil }
    return (at.nanoseconds, (at + lasting).nanoseconds)
  }

  @Test func `a seed always draws the same plan and another seed another`() {
    let plans = (1...40).map { plan($0, .rough) }
    #expect(plans == (1...40).map { plan($0, .rough) })
    #expect(Set(plans).count == 40)
  }

  @Test func `a host more leaves a plan as it was but for what strikes the new one`() {
    var shared = 0
    var new = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let nemesis = Nemesis(.brutal, .scorched, quietAfter: minute)
      let before = nemesis.plan(for: cluster(seed: seed, replicas: 3).cluster).faults
      let after = nemesis.plan(for: cluster(seed: seed, replicas: 4).cluster).faults
      let known = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
      for fault in after {
        guard fault.target != .hosts([4]) else {
          new += 1
          continue
        }
        #expect(fault == known[fault.id], "seed \(seed)")
        shared += 1
      }
    }
    #expect(shared > 3 * new && new > 0, "\(shared) faults are shared, \(new) are new")
  }

  @Test func `presets strike as often as they say`() {
    for preset in NemesisPreset.allCases {
      // Kinds that no guarantee forbids anywhere and that never come in groups.
      let counts = (1...150).map { seed in
        plan(seed, preset, .scorched) { $0.kinds = [.slow, .skew] }.faults.count
      }
      let expected = minute.nanoseconds / preset.meanGap.nanoseconds
      let mean = Int64(counts.reduce(0, +)) / 150
      #expect(abs(mean - expected) * 10 <= expected + 10, "\(preset): \(mean), not \(expected)")
    }
  }

  @Test func `each seed keeps a part of the kinds and all kinds come up`() {
    let kinds = (1...120).map { seed in Set(plan(seed, .brutal, .scorched).faults.map(\.fault.kind))
    }
    let missing = Set(Nemesis.drawable).subtracting(kinds.reduce(into: []) { $0.formUnion($1) })
    #expect(missing == [.outside, .fail])
    #expect(kinds.contains { $0.count <= 3 } && kinds.contains { $0.count >= 15 })
  }

  @Test func `lengths are spread over orders of magnitude and stay within the preset`() {
    for preset in NemesisPreset.allCases {
      let lengths = (1...60).flatMap { seed in
        plan(seed, preset) { $0.kinds = [.slow] }.faults.compactMap { span($0) }
          .map { $0.until - $0.from }
      }
      let short = lengths.filter { $0 < 100_000_000 }.count
      let long = lengths.filter { $0 >= preset.longest.nanoseconds / 16 }.count
      #expect(lengths.allSatisfy { $0 <= preset.longest.nanoseconds })
      #expect(short * 6 > lengths.count && long * 6 > lengths.count, "\(preset)")
    }
  }

  @Test func `hit shares of messages stay within the preset`() {
    for preset in NemesisPreset.allCases {
      let shares = (1...60).flatMap { seed in
        plan(seed, preset).faults.filter { $0.fault.kind.concernsMessages }
          .map(\.trigger.probability)
      }
      #expect(!shares.isEmpty && shares.allSatisfy { $0 <= .percent(preset.mostMessages) })
    }
  }

  @Test func `recoverable plans never disturb all hosts of a service and end in time`() {
    let down: Set<FaultKind> = [
      .crash, .stop, .pause, .hold, .diskStall, .diskError, .diskFull, .partition,
    ]
    for preset in NemesisPreset.allCases {
      for seed in 1...40 {
        let faults = plan(UInt64(seed), preset).faults
        #expect(faults.allSatisfy { !Nemesis.destructive.contains($0.fault.kind) && $0.heals })
        let spans = faults.compactMap { fault in span(fault).map { (fault, $0) } }
        #expect(spans.allSatisfy { $0.1.until <= minute.nanoseconds })
        for (_, moment) in spans {
          let gone = spans.filter { fault, span in
            down.contains(fault.fault.kind) && span.from <= moment.from && moment.from < span.until
          }
          let hosts = gone.reduce(into: Set<Int32>()) { set, entry in
            if case .hosts(let hosts) = entry.0.target { set.formUnion(hosts) }
          }
          #expect(!hosts.isSuperset(of: [1, 2, 3]), "\(preset) seed \(seed)")
        }
      }
    }
  }

  @Test func `scorched plans wipe and lose what recoverable ones keep`() {
    let kinds = (1...100).reduce(into: Set<FaultKind>()) { kinds, seed in
      kinds.formUnion(plan(UInt64(seed), .brutal, .scorched).faults.map(\.fault.kind))
    }
    #expect(kinds.isSuperset(of: Nemesis.destructive))
  }

  @Test func `a budget bounds the number of faults and kinds can be chosen`() {
    for seed in 1...50 {
      let few = plan(UInt64(seed), .brutal) { $0.budget = 4 }
      #expect(few.faults.count <= 4)
      let crashes = plan(UInt64(seed), .rough) { $0.kinds = [.crash] }
      #expect(crashes.faults.allSatisfy { $0.fault.kind == .crash })
    }
  }

  @Test func `stalls move no other fault and some outlast every lease`() {
    let patience = Duration.seconds(7)
    var long = 0
    var plain = 0
    for seed in 1...120 as ClosedRange<UInt64> {
      let without = plan(seed, .rough) { $0.failpoints = ["here", "there"] }
      let with = plan(seed, .rough) {
        ($0.failpoints, $0.stallsCode, $0.patience) = (["here", "there"], true, patience)
      }
      #expect(Array(with.faults.prefix(without.faults.count)) == without.faults)
      let stalls = with.faults.dropFirst(without.faults.count)
      if stalls.isEmpty { plain += 1 }
      for stall in stalls {
        guard case .delay(let span) = stall.fault, let window = stall.trigger.during else {
          Issue.record("\(stall.id) holds nothing up")
          continue
        }
        if span == .uniform(patience, patience * 3) { long += 1 }
        #expect(stall.trigger.failpoint != nil && (stall.trigger.budget ?? .max) <= 4)
        #expect(window.until <= minute)
      }
    }
    #expect(plain >= 30 && long >= 15, "\(plain) seeds without, \(long) long ones")
  }

  @Test func `after a recoverable run everything works again`() throws {
    for seed in 1...8 {
      for preset in NemesisPreset.allCases {
        let bench = cluster(seed: UInt64(seed))
        bench.usesStore = true
        bench.calls = 400
        let nemesis = Nemesis(preset, quietAfter: .seconds(3))
        let plan = nemesis.plan(for: bench.cluster)
        try bench.run(plan: plan, until: 3)
        bench.injector.healAll()
        _ = bench.simulation.run(until: Instant(nanoseconds: 12_000_000_000))
        #expect(bench.cluster.hosts.allSatisfy { $0.acceptingProcess != nil && !$0.isPaused })
        #expect(bench.injector.standingCount == 0)
        #expect(bench.cluster.network.inFlightCount == 0)
        bench.shutDown()
        #expect(bench.simulation.liveTaskCount == 0 && bench.simulation.openWaitCount == 0)
      }
    }
  }
}
