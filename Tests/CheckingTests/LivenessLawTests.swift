import Checking
import Primitives
import Testing

@Suite struct LivenessLawTests {
  private let law = LivenessLaw(budget: .nanoseconds(100))
  private let end = Instant(nanoseconds: 500)

  private func graph(_ waits: [(String, [String], Int)]) -> WaitForGraph {
    var graph = WaitForGraph()
    for (waiter, resolvers, needed) in waits {
      graph.add(
        .init(waiter, for: "a reply", from: resolvers, needed: needed, since: .zero, event: 7))
    }
    return graph
  }

  private func digest(_ number: Int) -> Digest {
    var digest = Digest()
    digest.combine(number)
    return digest
  }

  private func log(_ entries: [(work: Int, state: Int)]) -> ProgressLog {
    var log = ProgressLog()
    for (time, entry) in entries.enumerated() {
      log.add(
        Instant(nanoseconds: Int64(time)), work: entry.work, state: digest(entry.state))
    }
    return log
  }

  @Test func `a system in which nobody waits is live`() {
    #expect(law.judge(WaitForGraph(), progress: ProgressLog(), at: end).verdict == .holds)
  }

  @Test func `a wait for a dead host is excused, also through others`() {
    var waits = graph([("saga", ["orders"], 1), ("orders", ["bank"], 1)])
    waits.block("bank", by: "crash of bank")
    let report = law.judge(waits, progress: ProgressLog(), at: end)
    #expect(
      report.findings.map(\.kind) == [.excused(["crash of bank"]), .excused(["crash of bank"])])
    #expect(!report.verdict.isViolated && !report.verdict.isHolding)
    #expect(report.verdict.description.contains("bank cannot act: crash of bank"))
  }

  @Test func `a wait that another party could end has no excuse`() {
    var waits = graph([("saga", ["bank-1", "bank-2"], 1)])
    waits.block("bank-1", by: "crash")
    let report = law.judge(waits, progress: log([(0, 1), (0, 2)]), at: end)
    #expect(report.findings.map(\.kind) == [.slow])
    #expect(report.verdict.isViolated)
  }

  @Test func `a lost quorum is an excuse and a lost minority is none`() {
    var waits = graph([("leader", ["a", "b", "c"], 2)])
    waits.block("a", by: "partition")
    #expect(law.judge(waits, progress: ProgressLog(), at: end).verdict.isViolated)
    waits.block("b", by: "partition")
    let report = law.judge(waits, progress: ProgressLog(), at: end)
    #expect(report.findings.map(\.kind) == [.excused(["partition"])])
  }

  @Test func `parties that wait for each other are a deadlock`() {
    let waits = graph([("x", ["a"], 1), ("a", ["b"], 1), ("b", ["a"], 1)])
    let report = law.judge(waits, progress: ProgressLog(), at: end)
    #expect(report.findings.map(\.kind).allSatisfy { !$0.isExcused })
    #expect(report.findings[0].kind == .deadlock(["a", "b"]))
    #expect(report.findings[0].sentences.count == 2)
    #expect(report.verdict.evidence?.events == [7])
  }

  @Test func `a deadlock stays one when a fault lies elsewhere`() {
    var waits = graph([("a", ["b"], 1), ("b", ["a"], 1), ("c", ["d"], 1)])
    waits.block("d", by: "crash")
    let kinds = law.judge(waits, progress: ProgressLog(), at: end).findings.map(\.kind)
    #expect(kinds == [.deadlock(["a", "b"]), .deadlock(["b", "a"]), .excused(["crash"])])
  }

  @Test func `who waits for nobody is stranded, and so is who waits for that one`() {
    let report = law.judge(
      graph([("b", ["a"], 1), ("a", [], 1)]), progress: ProgressLog(), at: end)
    #expect(report.findings.map(\.kind) == [.stranded(["b", "a"]), .stranded(["a"])])
    let evidence = report.verdict.evidence
    #expect(evidence?.seen.hasPrefix("no end in sight for b, a: ") == true)
    #expect(evidence?.because.last?.contains(", which nobody will bring, since ") == true)
  }

  @Test func `states that come again without work are a livelock`() {
    let waits = graph([("a", ["b"], 1)])
    let spinning = law.judge(waits, progress: log([(4, 9), (5, 1), (5, 2), (5, 1)]), at: end)
    #expect(spinning.findings.map(\.kind) == [.livelock(period: .nanoseconds(2))])
    let working = law.judge(waits, progress: log([(1, 1), (2, 2), (3, 1)]), at: end)
    #expect(working.findings.map(\.kind) == [.slow])
    let standing = law.judge(waits, progress: log([(1, 1), (1, 1), (1, 1)]), at: end)
    #expect(standing.findings.map(\.kind) == [.slow])
  }

  @Test func `a wait within its budget is none of the law's business`() {
    var waits = WaitForGraph()
    waits.add(.init("a", for: "a reply", from: ["b"], since: Instant(nanoseconds: 401)))
    #expect(law.judge(waits, progress: ProgressLog(), at: end).verdict == .holds)
  }
}
