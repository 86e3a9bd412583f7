import Dispatch
import Engine
import Foundation
import Primitives
import ServiceRuntime
import Testing
import World

/// One leak of each class, each found by comparing two runs and named.
@Suite(.serialized) struct PlantedLeakTests {
  private func expect(
    _ culprit: LeakClass, _ circumstances: Circumstances, of pair: (LeakBench, LeakBench)?,
    task: String? = "booking", location: SourceLocation = #_sourceLocation
  ) {
    guard let pair else {
      Issue.record("no two runs differed", sourceLocation: location)
      return
    }
    let range = pair.0.fingerprint.parting(from: pair.1.fingerprint)
    #expect(range?.isEmpty == false, sourceLocation: location)
    let comparison = pair.0.comparison(with: pair.1, circumstances)
    let report = comparison?.description ?? "the same"
    #expect(comparison?.culprit == culprit, "\(report)", sourceLocation: location)
    let event = comparison?.first ?? comparison?.second
    #expect(event?.place == "ledger-1", sourceLocation: location)
    #expect(event?.instant == 10_000_000, sourceLocation: location)
    if let task { #expect(event?.task == task, sourceLocation: location) }
  }

  @Test func `two runs without a leak are the same`() {
    func run() -> LeakBench {
      LeakBench { context, notebook in notebook.note(context.random.next()) }
    }
    let first = run()
    let second = run()
    #expect(first.fingerprint == second.fingerprint)
    #expect(first.fingerprint.parting(from: second.fingerprint) == nil)
    #expect(first.comparison(with: second, []) == nil)
  }

  @Test func `the order of a hash table is found`() {
    var kept: [Set<String>] = []
    let pair = LeakBench.pair {
      let words = Set((0..<24).map { "word \($0)" })
      kept.append(words)
      return LeakBench { _, notebook in for word in words { notebook.note(word) } }
    }
    expect(.hashOrder, .hashSeed, of: pair)
  }

  @Test func `a real clock is found where it is read`() {
    let pair = LeakBench.pair {
      LeakBench { _, notebook in notebook.note(UInt64(Date().timeIntervalSince1970 * 1_000_000)) }
    }
    expect(.realClock, .process, of: pair)
    #expect(pair?.0.escapes.first?.kind == .clock)
  }

  @Test func `a real clock is found by its values where nobody saw the call`() {
    let pair = LeakBench.pair {
      let now = UInt64(Date().timeIntervalSince1970 * 1_000_000)
      return LeakBench { _, notebook in notebook.note(now) }
    }
    expect(.realClock, .process, of: pair)
  }

  @Test func `static state is found`() {
    let pair = LeakBench.pair {
      LeakBench { _, notebook in
        StaticState.count += 1
        notebook.note(UInt64(StaticState.count))
      }
    }
    expect(.staticState, .earlierRuns, of: pair)
  }

  @Test func `an address is found`() {
    var kept: [Account] = []
    let pair = LeakBench.pair {
      let account = Account()
      kept.append(account)
      return LeakBench { _, notebook in
        notebook.note(UInt64(UInt(bitPattern: ObjectIdentifier(account))))
      }
    }
    expect(.address, .process, of: pair)
  }

  @Test func `the order of timers that are due at once is found`() {
    var kept: [Set<String>] = []
    let pair = LeakBench.pair {
      let names = Set((0..<8).map { "timer \($0)" })
      kept.append(names)
      return LeakBench { context, notebook in
        for name in names {
          context.tasks.spawn(name) { notebook.note(name) }
        }
      }
    }
    expect(.equalTimers, .hashSeed, of: pair, task: nil)
  }

  @Test func `float rounding is found`() {
    var kept: [Set<Double>] = []
    let pair = LeakBench.pair {
      let parts = Set((1...40).map { 1 / Double($0) })
      kept.append(parts)
      return LeakBench { _, notebook in notebook.note(parts.reduce(0, +).bitPattern) }
    }
    expect(.floatRounding, .build, of: pair)
  }

  @Test func `an environment variable is found`() {
    func run() -> LeakBench {
      LeakBench { _, notebook in
        notebook.note(getenv("ORRERY_PLANTED_LEAK") == nil ? 0 : 1)
      }
    }
    unsetenv("ORRERY_PLANTED_LEAK")
    let first = run()
    setenv("ORRERY_PLANTED_LEAK", "1", 1)
    let second = run()
    unsetenv("ORRERY_PLANTED_LEAK")
    expect(.environment, .environment, of: (first, second))
  }

  @Test func `a foreign thread is found`() {
    let bench = LeakBench { _, notebook in
      DispatchQueue.global().async {}
      notebook.note(2)
    }
    #expect(bench.escapes.first?.kind == .thread)
    #expect(bench.escapes.first?.place == "ledger-1")
    #expect(bench.escapes.first?.task == "booking")
    let clean = LeakBench { _, notebook in notebook.note(3) }
    expect(.foreignThread, .process, of: (bench, clean))
  }

  @Test func `the report tells where, what either run did and what to look for`() {
    let first = LeakBench { _, notebook in notebook.note(1, "stock") }
    let second = LeakBench { _, notebook in notebook.note(2, "stock") }
    #expect(
      first.comparison(with: second, .earlierRuns)?.description == """
        the runs part at event 4: 0.010 s on ledger-1, task booking
        first     committed 0 1 'stock'
        second    committed 0 2 'stock'
        likely    static state: keep state in the service, not in static or global variables
        """)
  }
}

private final class Account {}

private enum StaticState {
  nonisolated(unsafe) static var count = 0
}
