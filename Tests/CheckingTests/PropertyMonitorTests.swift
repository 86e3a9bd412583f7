import Checking
import Primitives
import Testing

/// A tiny world: a balance, a list of open orders, and a flag.
private struct Shop {
  var balance = 10
  var open: [String] = []
  var isIdle = false
}

private func at(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

/// Counts evaluations across the sendable boundary of a property.
private final class Counter: @unchecked Sendable {
  var count = 0
}

@Suite struct PropertyMonitorTests {
  private let noOverdraft = Property<Shop>.always(
    "no-overdraft", "the balance is not negative", reading: ["wallet"]
  ) { shop, _ in shop.balance >= 0 }

  private func judged(
    _ property: Property<Shop>, _ states: [(Int64, Shop)], end: Int64
  ) -> PropertyReport {
    var monitor = PropertyMonitor([property])
    monitor.begin(with: states[0].1, at: at(states[0].0))
    for (time, shop) in states.dropFirst() {
      if let key = monitor.key(of: "wallet") { monitor.changed(key) }
      monitor.look(at: shop, at(time), event: Int(time))
    }
    return monitor.finish(with: states[states.count - 1].1, at: at(end), event: 99)[0]
  }

  @Test func `the first breach of a law is kept with its event and place`() {
    var monitor = PropertyMonitor([noOverdraft])
    monitor.begin(with: Shop(), at: .zero)
    for (event, balance) in [3, -1, -7].enumerated() {
      if let key = monitor.key(of: "wallet") { monitor.changed(key) }
      monitor.look(at: Shop(balance: balance), at(Int64(event)), event: event, location: "wallet-1")
    }
    let report = monitor.finish(with: Shop(balance: 5), at: at(9), event: 9)[0]
    #expect(report.verdict.evidence?.when == at(1))
    #expect(report.verdict.evidence?.events == [1])
    #expect(report.verdict.evidence?.location == "wallet-1")
    #expect(report.looks == 3)
  }

  @Test func `a law is looked at only after something that it reads has changed`() {
    let counter = Counter()
    let property = Property<Shop>(
      "counted", .always, "counted", reading: ["wallet"]
    ) { _, _ in
      counter.count += 1
      return .satisfied
    }
    let everything = Property<Shop>.always("all", "all", reading: [.anything]) { _, _ in true }
    var monitor = PropertyMonitor([property, everything])
    monitor.begin(with: Shop(), at: .zero)
    for _ in 0..<10 {
      if let key = monitor.key(of: "stock") { monitor.changed(key) }
      monitor.look(at: Shop(), at(1), event: 1)
      monitor.look(at: Shop(), at(2), event: 2)
    }
    #expect(counter.count == 1)
    #expect(monitor.evaluations == 12)
  }

  @Test func `nobody announces what no law reads`() {
    let monitor = PropertyMonitor([noOverdraft])
    #expect(monitor.key(of: "stock") == nil)
    #expect(monitor.key(of: "wallet") != nil)
  }

  @Test func `a law that throws is undecided, also when it holds later`() {
    let property = Property<Shop>("throws", .always, "throws", reading: ["wallet"]) { shop, _ in
      if shop.balance == 3 { throw PropertyBreakdown("no ledger") }
      return .satisfied
    }
    let report = judged(property, [(0, Shop()), (1, Shop(balance: 3)), (2, Shop())], end: 3)
    #expect(
      report.verdict == .undecided(reason: "the check broke down at \(at(1)): no ledger"))
  }

  @Test func `a law that never looked is undecided`() {
    var monitor = PropertyMonitor([
      noOverdraft, .afterQuiescence("quiet", "quiet") { _, _ in true },
      Property<Shop>("silent", .always, "silent", reading: ["wallet"]) { _, _ in .notApplicable },
      .atEnd("end", "end") { _, _ in true },
    ])
    if let key = monitor.key(of: "wallet") { monitor.changed(key) }
    let reports = monitor.finish(with: Shop(), at: at(1), event: 0, isComplete: false)
    #expect(reports[0].verdict == .holds)
    #expect(reports[1].verdict == .undecided(reason: "the system never came to rest"))
    #expect(reports[2].verdict.description.contains("none of 1 looks"))
    #expect(reports[3].verdict == .undecided(reason: "the run was cut short"))
    var blind = PropertyMonitor([noOverdraft])
    let report = blind.finish(with: Shop(), at: at(1), event: 0)[0]
    #expect(report.verdict.description.contains("never looked at"))
  }

  @Test func `what must never be seen is broken by being seen`() {
    let property = Property<Shop>.never("no-zero", "the balance is zero", reading: ["wallet"]) {
      shop, _ in shop.balance == 0
    }
    #expect(judged(property, [(0, Shop()), (1, Shop(balance: 1))], end: 2).verdict == .holds)
    #expect(judged(property, [(0, Shop()), (1, Shop(balance: 0))], end: 2).verdict.isViolated)
  }

  @Test func `a breach that is over in time is none`() {
    let property = Property<Shop>.eventually(
      "refill", within: .nanoseconds(10), "the balance is positive", reading: ["wallet"]
    ) { shop, _ in shop.balance > 0 }
    let low = Shop(balance: 0)
    #expect(judged(property, [(0, Shop()), (5, low), (15, Shop())], end: 20).verdict == .holds)
    let late = judged(property, [(0, Shop()), (5, low), (16, Shop())], end: 20).verdict
    #expect(late.evidence?.when == at(15))
    #expect(late.evidence?.events == [5])
    #expect(judged(property, [(0, Shop()), (5, low)], end: 15).verdict.isViolated)
    let cut = judged(property, [(0, Shop()), (5, low)], end: 14).verdict
    #expect(!cut.isViolated && !cut.isHolding)
  }

  @Test func `each thing that is owed has a deadline of its own`() {
    let property = Property<Shop>(
      "ends", .eventually(within: .nanoseconds(10)), "every order ends", reading: ["wallet"]
    ) { shop, _ in .owing(shop.open) }
    let relay = [
      (0, Shop(open: ["a"])), (6, Shop(open: ["a", "b"])), (9, Shop(open: ["b"])),
      (15, Shop(open: ["c"])), (20, Shop(open: [])),
    ].map { (Int64($0.0), $0.1) }
    #expect(judged(property, relay, end: 30).verdict == .holds)
    let stuck = judged(property, relay.dropLast() + [(16, Shop(open: ["c"]))], end: 30).verdict
    #expect(stuck.evidence?.seen == "c is still owed")
    #expect(stuck.evidence?.when == at(25))
  }

  @Test func `a law that keeps its debts itself names the oldest of them`() {
    let property = Property<Shop>(
      "ends", .eventually(within: .nanoseconds(10)), "every order ends", reading: ["wallet"]
    ) { shop, _ in
      guard let name = shop.open.first else { return .satisfied }
      let since = at(Int64(name) ?? 0)
      return .owingSince(
        OldestDebt(name: name, since: since, event: Int(since.nanoseconds), location: "desk"))
    }
    // Each is named by the instant at which it began to be owed.
    let relay: [(Int64, Shop)] = [
      (1, Shop(open: ["1"])), (6, Shop(open: ["1", "6"])), (9, Shop(open: ["6"])),
      (15, Shop(open: ["12"])), (20, Shop(open: [])),
    ]
    #expect(judged(property, relay, end: 30).verdict == .holds)
    let late = judged(property, relay.dropLast(2), end: 30).verdict
    #expect(late.evidence?.when == at(16))
    #expect(late.evidence?.seen == "6 is still owed")
    #expect(late.evidence?.events == [6])
    #expect(late.evidence?.location == "desk")
    let cut = judged(property, relay.dropLast(1), end: 21).verdict
    #expect(!cut.isViolated && !cut.isHolding)
  }

  @Test func `laws about the end and about rest look then only`() {
    let counter = Counter()
    var monitor = PropertyMonitor([
      Property<Shop>("end", .atEnd, "end", reading: ["wallet"]) { shop, _ in
        .holding(shop.isIdle, expected: "idle", seen: "busy")
      },
      Property<Shop>("rest", .afterQuiescence, "rest", reading: ["wallet"]) { _, _ in
        counter.count += 1
        return .satisfied
      },
    ])
    monitor.begin(with: Shop(), at: .zero)
    #expect(monitor.key(of: "wallet") == nil)
    monitor.rest(with: Shop(), at: at(2), event: 2)
    let reports = monitor.finish(with: Shop(isIdle: true), at: at(3), event: 3)
    #expect(reports.map(\.verdict) == [.holds, .holds])
    #expect(counter.count == 1)
  }

  @Test func `a rare state must be reached in some run of a sweep`() {
    let property = Property<Shop>.sometimes("broke", "the balance is zero", reading: ["wallet"]) {
      shop, _ in shop.balance == 0
    }
    let missed = judged(property, [(0, Shop())], end: 1)
    let reached = judged(property, [(0, Shop()), (4, Shop(balance: 0))], end: 9)
    #expect(!missed.verdict.isHolding && !missed.verdict.isViolated)
    #expect(reached.reached == at(4))
    var tally = PropertyTally(for: missed)
    #expect(tally.verdict == .undecided(reason: "there was no run"))
    tally.add(missed)
    #expect(tally.verdict.isViolated)
    tally.add(reached)
    #expect(tally.verdict == .holds)
  }

  @Test func `what is conserved is written out part by part`() {
    let property = Property<Shop>.conserved(
      "stock", total: 10, "units are neither made nor lost", reading: ["wallet"]
    ) { shop in [("on hand", shop.balance), ("sold", 1)] }
    let verdict = judged(property, [(0, Shop(balance: 9)), (1, Shop(balance: 8))], end: 2).verdict
    #expect(verdict.evidence?.seen == "9 = 8 on hand + 1 sold")
    let unique = Property<Shop>.unique("once", "each order once", reading: ["wallet"]) { $0.open }
    let twice = judged(unique, [(0, Shop(open: ["a", "b", "a"]))], end: 1).verdict
    #expect(twice.evidence?.seen == "a 2 times")
  }

  @Test func `a hundred laws are told apart by what they read`() {
    let properties = (0..<100).map { number in
      Property<Shop>.always(
        "law-\(number)", "law", reading: [Subject("subject-\(number % 10)")]
      ) { shop, _ in shop.balance != number }
    }
    var monitor = PropertyMonitor(properties)
    if let key = monitor.key(of: "subject-3") { monitor.changed(key) }
    monitor.look(at: Shop(balance: 93), at(1), event: 1)
    #expect(monitor.evaluations == 10)
    let reports = monitor.finish(with: Shop(), at: at(2), event: 2)
    #expect(reports.indices.filter { reports[$0].verdict.isViolated } == [93])
  }
}

@Suite struct VerdictTests {
  private let violated = Verdict.violated(Evidence(expected: "1", seen: "2", when: .zero))
  private let undecided = Verdict.undecided(reason: "late")

  @Test func `the worse of two verdicts wins`() {
    #expect(Verdict.all(of: [.holds, undecided, violated, .holds]) == violated)
    #expect(Verdict.all(of: [.holds, undecided]) == undecided)
    #expect(Verdict.all(of: [.holds, .holds]) == .holds)
  }

  @Test func `nothing to judge is no success`() {
    #expect(!Verdict.all(of: []).isHolding)
    #expect(!Checker<Int>.all("none", []).judge(1).isHolding)
  }

  @Test func `a check that throws decides nothing`() {
    let checker = Checker<Int>("broken") { _ in throw PropertyBreakdown("no data") }
    #expect(checker.judge(1) == .undecided(reason: "the check broke down: no data"))
    let both = Checker<Int>.all("both", [checker, Checker("right") { _ in .holds }])
    #expect(!both.judge(1).isHolding)
    #expect(both.pulled(from: { (text: String) in text.count }).judge("a") == both.judge(1))
  }

  @Test func `evidence is written one part a line`() {
    let evidence = Evidence(
      expected: "10", seen: "9", when: Instant(nanoseconds: 1_240_000_000),
      location: "inventory-1", because: ["a reply was lost"])
    #expect(
      evidence.description
        == "at 1.240 s on inventory-1\nexpected  10\nseen      9\nbecause   a reply was lost")
  }
}
