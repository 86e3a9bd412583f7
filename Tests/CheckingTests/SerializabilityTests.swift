import Checking
import Primitives
import Testing

/// A transaction as a test writes it: who, what it saw and did, and how it ended.
private struct Act {
  var client = 0
  var steps: [TransactionStep]
  var isAborted = false
}

/// All at once, so that real time says nothing, or one after the other.
private func history(_ acts: [Act], inTurn: Bool = false) -> TransactionHistory {
  var history = TransactionHistory()
  var time: Int64 = 0
  var open: [(Int, Act)] = []
  func finish() {
    for (number, act) in open {
      time += 1
      history.end(
        number, act.isAborted ? .failed : .succeeded(act.steps), at: Instant(nanoseconds: time))
    }
    open = []
  }
  for act in acts {
    time += 1
    open.append((history.invoke(act.client, act.steps, at: Instant(nanoseconds: time)), act))
    if inTurn { finish() }
  }
  finish()
  return history
}

private func kinds(_ acts: [Act], _ level: IsolationLevel = .serializable) -> [Anomaly.Kind] {
  SerializabilityChecker(level).check(history(acts)).anomalies.map(\.kind)
}

@Suite struct AnomalyTests {
  @Test func `writes in a cycle are G0`() {
    let acts = [
      Act(steps: [.append("x", 1), .append("y", 1)]),
      Act(steps: [.append("x", 2), .append("y", 2)]),
      Act(steps: [.readList("x", [1, 2]), .readList("y", [2, 1])]),
    ]
    #expect(kinds(acts).contains(.writeCycle))
    let report = SerializabilityChecker(.readUncommitted).check(history(acts))
    #expect(report.verdict.evidence?.seen == "T0 → T1 → T0")
    #expect(
      report.verdict.evidence?.because.contains("T1 wrote 2 to x over 1 of T0") == true)
  }

  @Test func `a read of an aborted write is G1a`() {
    let acts = [
      Act(steps: [.append("x", 1)], isAborted: true), Act(steps: [.readList("x", [1])]),
    ]
    #expect(kinds(acts) == [.abortedRead])
    let register = [Act(steps: [.write("x", 1)], isAborted: true), Act(steps: [.read("x", 1)])]
    #expect(kinds(register) == [.abortedRead])
  }

  @Test func `a read of a value that was written over is G1b`() {
    let acts = [
      Act(steps: [.append("x", 1), .append("x", 2)]), Act(steps: [.readList("x", [1])]),
    ]
    #expect(kinds(acts).contains(.intermediateRead))
    #expect(
      kinds([Act(steps: [.write("x", 1), .write("x", 2)]), Act(steps: [.read("x", 1)])])
        .contains(.intermediateRead))
  }

  @Test func `two transactions that read each other's writes are G1c`() {
    let acts = [
      Act(steps: [.append("x", 1), .readList("y", [1])]),
      Act(steps: [.append("y", 1), .readList("x", [1])]),
    ]
    #expect(kinds(acts) == [.circularInformation])
  }

  @Test func `a read that sees half of a transaction is G-single`() {
    let acts = [
      Act(steps: [.append("x", 1), .append("y", 1)]),
      Act(steps: [.readList("x", [1]), .readList("y", [])]),
      Act(steps: [.readList("y", [1])]),
    ]
    #expect(kinds(acts) == [.singleAntiDependency])
  }

  @Test func `write skew is G2-item and snapshot isolation allows it`() {
    let acts = [
      Act(steps: [.readList("x", []), .append("y", 1)]),
      Act(steps: [.readList("y", []), .append("x", 1)]),
      Act(steps: [.readList("x", [1]), .readList("y", [1])]),
    ]
    #expect(kinds(acts) == [.antiDependencyCycle])
    #expect(SerializabilityChecker(.snapshotIsolation).check(history(acts)).verdict == .holds)
    #expect(SerializabilityChecker(.repeatableRead).check(history(acts)).verdict.isViolated)
  }

  @Test func `readers that disagree about two writers are no snapshot`() {
    // The long fork: two reads between the writes, so no two of them in a row.
    let acts = [
      Act(steps: [.append("x", 1)]), Act(steps: [.append("y", 1)]),
      Act(steps: [.readList("x", [1]), .readList("y", [])]),
      Act(steps: [.readList("x", []), .readList("y", [1])]),
    ]
    #expect(kinds(acts).contains(.nonadjacentAntiDependencies))
    #expect(SerializabilityChecker(.snapshotIsolation).check(history(acts)).verdict.isViolated)
    #expect(SerializabilityChecker(.readCommitted).check(history(acts)).verdict == .holds)
  }

  @Test func `two updates of one version are a lost update`() {
    let acts = [
      Act(steps: [.read("x", nil), .write("x", 1)]), Act(steps: [.read("x", nil), .write("x", 2)]),
    ]
    #expect(kinds(acts).contains(.lostUpdate))
    let lists = [
      Act(steps: [.readList("x", []), .append("x", 1)]),
      Act(steps: [.readList("x", []), .append("x", 2)]), Act(steps: [.readList("x", [1, 2])]),
    ]
    #expect(kinds(lists).contains(.lostUpdate))
    let inTurn = [
      Act(steps: [.readList("x", []), .append("x", 1)]),
      Act(steps: [.readList("x", [1]), .append("x", 2)]),
    ]
    #expect(kinds(inTurn).isEmpty)
  }

  @Test func `a write over an aborted one is a dirty write`() {
    let acts = [
      Act(steps: [.append("x", 1)], isAborted: true), Act(steps: [.append("x", 2)]),
      Act(steps: [.readList("x", [1, 2])]),
    ]
    #expect(kinds(acts).contains(.dirtyWrite))
    let between = [
      Act(steps: [.append("x", 1), .append("x", 3)]), Act(steps: [.append("x", 2)]),
      Act(steps: [.readList("x", [1, 2, 3])]),
    ]
    #expect(kinds(between).contains(.dirtyWrite))
  }

  @Test func `a transaction must see its own writes and one state`() {
    #expect(
      kinds([Act(steps: [.append("x", 1), .readList("x", [])])]) == [.internalWrite])
    #expect(kinds([Act(steps: [.write("x", 1), .read("x", nil)])]) == [.internalWrite])
    let twice = [
      Act(steps: [.append("x", 1)]), Act(steps: [.readList("x", []), .readList("x", [1])]),
    ]
    #expect(kinds(twice).contains(.unrepeatableRead))
  }

  @Test func `values from nowhere and lists that disagree are named`() {
    #expect(kinds([Act(steps: [.readList("x", [7])])]) == [.unwrittenRead])
    let acts = [
      Act(steps: [.append("x", 1)]), Act(steps: [.append("x", 2)]),
      Act(steps: [.readList("x", [1, 2])]), Act(steps: [.readList("x", [2])]),
    ]
    #expect(kinds(acts).contains(.incompatibleOrder))
    #expect(
      kinds([Act(steps: [.append("x", 1)]), Act(steps: [.readList("x", [1, 1])])])
        .contains(.incompatibleOrder))
  }

  @Test func `a stale read after a write breaks real time only`() {
    let acts = [
      Act(client: 0, steps: [.append("x", 1)]), Act(client: 1, steps: [.readList("x", [])]),
    ]
    let turn = history(acts, inTurn: true)
    #expect(SerializabilityChecker(.serializable).check(turn).verdict == .holds)
    #expect(SerializabilityChecker(.strongSessionSerializable).check(turn).verdict == .holds)
    let strict = SerializabilityChecker(.strictSerializable).check(turn)
    #expect(strict.anomalies.map(\.name) == ["G-single through real time"])
    #expect(strict.verdict.evidence?.because.contains("T0 had ended before T1 began") == true)
  }

  @Test func `a client that loses sight of its own write breaks its session`() {
    let acts = [
      Act(client: 4, steps: [.append("x", 1)]), Act(client: 4, steps: [.readList("x", [])]),
    ]
    let turn = history(acts, inTurn: true)
    #expect(SerializabilityChecker(.serializable).check(turn).verdict == .holds)
    let session = SerializabilityChecker(.strongSessionSerializable).check(turn)
    #expect(session.anomalies.map(\.name) == ["G-single through session order"])
  }
}

@Suite struct SerializabilityTests {
  @Test func `a level forbids at least what the weaker ones forbid`() {
    for kind in Anomaly.Kind.allCases {
      let levels: [IsolationLevel] = [
        .readUncommitted, .readCommitted, .repeatableRead, .serializable,
        .strongSessionSerializable, .strictSerializable,
      ]
      let forbids = levels.map { $0.forbids(kind) }
      #expect(forbids == forbids.sorted { !$0 && $1 })
    }
    #expect(!IsolationLevel.snapshotIsolation.forbids(.antiDependencyCycle))
    #expect(!IsolationLevel.readUncommitted.forbids(.abortedRead))
    #expect(!IsolationLevel.readCommitted.forbids(.lostUpdate))
  }

  @Test func `a register whose order is not known is searched`() {
    let acts = [
      Act(steps: [.write("x", 1)]), Act(steps: [.write("x", 2)]),
      Act(steps: [.read("x", 1), .read("y", nil)]), Act(steps: [.read("x", 2), .write("y", 1)]),
    ]
    let report = SerializabilityChecker(.serializable).check(history(acts))
    #expect(report.verdict == .holds)
    #expect(report.order?.count == 4)
    #expect(report.order?.firstIndex(of: 2) ?? 9 < report.order?.firstIndex(of: 3) ?? 0)
    let tight = SerializabilityChecker(.serializable, budget: 2).check(history(acts))
    #expect(tight.verdict.description.contains("not known"))
  }

  @Test func `a known order of writes is used`() {
    let acts = [
      Act(steps: [.write("x", 1)]), Act(steps: [.read("x", 1), .write("y", 5)]),
      Act(steps: [.write("x", 2), .read("y", 5)]),
    ]
    let checker = SerializabilityChecker(.serializable)
    #expect(checker.check(history(acts), versionOrder: ["x": [1, 2]]).verdict == .holds)
    #expect(checker.check(history(acts), versionOrder: ["x": [2, 1]]).verdict.isViolated)
  }

  @Test func `an ambiguous history is not judged`() {
    let acts = [Act(steps: [.append("x", 1)]), Act(steps: [.append("x", 1)])]
    let verdict = SerializabilityChecker(.serializable).check(history(acts)).verdict
    #expect(verdict == .undecided(reason: "1 was written to x twice"))
    #expect(!SerializabilityChecker(.serializable).check(history([])).verdict.isHolding)
  }

  @Test func `what was read of an ambiguous key proves nothing, that of others does`() {
    let acts = [
      Act(steps: [.append("x", 1)]), Act(steps: [.append("x", 1)]),
      Act(steps: [.readList("x", [1, 1])]),
    ]
    let checker = SerializabilityChecker(.strictSerializable)
    #expect(checker.check(history(acts)).verdict == .undecided(reason: "1 was written to x twice"))
    let broken = acts + [Act(steps: [.append("y", 5)]), Act(steps: [.readList("y", [5, 5])])]
    #expect(checker.check(history(broken)).verdict.isViolated)
  }

  @Test func `a cycle of a hundred thousand transactions is found without recursion`() {
    let count = 100_000
    let edges = (0..<count).map { node in
      Dependency(
        from: node, to: (node + 1) % count, kind: .writeWrite, key: "x", before: 0, after: 1)
    }
    let components = DependencyGraph(count: count, edges).components(of: .writeWrite)
    #expect(components.map(\.count) == [count])
    let chain = DependencyGraph(count: count, Array(edges.dropLast()))
    #expect(chain.components(of: .writeWrite).isEmpty)
    #expect(DependencyGraph(count: count, edges).components(of: .writeRead).isEmpty)
  }
}
