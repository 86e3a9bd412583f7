package import Primitives

/// What a check of transactions found out.
package struct SerializabilityReport: Equatable, Sendable {
  /// The judgement at the level asked for.
  package let verdict: Verdict
  /// Every anomaly found, whether the level forbids it or not.
  package let anomalies: [Anomaly]
  /// An order of the transactions that explains all reads, where one had to be searched.
  package let order: [Int]?
}

/// Judges a history of transactions at an isolation level.
///
/// Reads and writes give dependencies between transactions, and cycles among them are the
/// anomalies of Adya's theory, found as the Elle checker finds them. Where the order in which a
/// register was written is not known, freedom from cycles proves nothing; an order of the
/// transactions is then searched within a budget, and the verdict is undecided beyond it.
package struct SerializabilityChecker: Sendable {
  /// The level that is demanded.
  package let level: IsolationLevel
  /// The most steps that a search for an order may take.
  package let budget: Int

  /// A checker at a level.
  package init(_ level: IsolationLevel, budget: Int = 2_000_000) {
    self.level = level
    self.budget = budget
  }

  /// Judges a history; the version order lists the values of registers in the order of writing.
  package func check(
    _ history: TransactionHistory, versionOrder: OrderedDictionary<String, [Int]> = [:]
  ) -> SerializabilityReport {
    let index = TransactionIndex(history)
    var collector = DependencyCollector(index, versionOrder: versionOrder)
    var anomalies = index.anomalies + collector.anomalies
    anomalies += cycles(collector.dependencies, AnomalyMakes.data, history.count)
    switch level.strongestOrder {
    case .data: break
    case .session: collector.addSessions()
    case .realTime: collector.addRealTime()
    }
    if !anomalies.contains(where: { level.forbids($0) }) {
      let makes = AnomalyMakes.timed(level.strongestOrder)
      anomalies += cycles(collector.dependencies, makes, history.count)
    }
    if let forbidden = anomalies.first(where: { level.forbids($0) }) {
      let evidence = evidence(forbidden, index)
      return SerializabilityReport(verdict: .violated(evidence), anomalies: anomalies, order: nil)
    }
    if let doubt = index.doubts.first {
      return SerializabilityReport(
        verdict: .undecided(reason: doubt), anomalies: anomalies, order: nil)
    }
    guard !collector.openKeys.isEmpty else {
      let verdict: Verdict =
        index.isCommitted.contains(true)
        ? .holds : .undecided(reason: "no transaction was committed")
      return SerializabilityReport(verdict: verdict, anomalies: anomalies, order: nil)
    }
    return search(index, collector, anomalies)
  }

  private func cycles(
    _ dependencies: [Dependency], _ makes: [AnomalyMakes], _ count: Int
  ) -> [Anomaly] {
    guard !makes.isEmpty else { return [] }
    var search = CycleSearch(DependencyGraph(count: count, dependencies))
    var found: [Anomaly] = []
    for make in makes {
      for cycle in search.cycles(make.cycle) {
        let anomaly = Anomaly(
          kind: make.kind(of: cycle), order: make.order, transactions: cycle.map(\.from),
          sentences: cycle.map(\.sentence))
        found.append(anomaly)
      }
    }
    return found
  }

  private func search(
    _ index: TransactionIndex, _ collector: DependencyCollector, _ anomalies: [Anomaly]
  ) -> SerializabilityReport {
    let graph = DependencyGraph(count: index.history.count, collector.dependencies)
    var search = SerialOrderSearch(index, graph, budget: budget)
    let open = collector.openKeys.joined(separator: ", ")
    func report(_ verdict: Verdict, _ order: [Int]?) -> SerializabilityReport {
      SerializabilityReport(verdict: verdict, anomalies: anomalies, order: order)
    }
    do {
      if let order = try search.run() { return report(.holds, order) }
    } catch {
      let reason = "the order of writes to \(open) is not known, and none was found in the budget"
      return report(.undecided(reason: reason), nil)
    }
    guard level.demandsSerialOrder else {
      let reason = "the order of writes to \(open) is not known, and no serial order explains it"
      return report(.undecided(reason: reason), nil)
    }
    let members = index.isCommitted.indices.filter { index.isCommitted[$0] }
    let evidence = Evidence(
      expected: "an order of \(members.count) transactions that explains every read",
      seen: "none of all orders does",
      when: members.compactMap { index.history.operations[$0].ended }.max() ?? .zero,
      because: members.prefix(8).map { sentence($0, index) },
      events: members.map { index.history.operations[$0].event })
    return report(.violated(evidence), nil)
  }

  private func evidence(_ anomaly: Anomaly, _ index: TransactionIndex) -> Evidence {
    let members = Array(OrderedSet(anomaly.transactions))
    let ring =
      anomaly.kind.isCycle ? (anomaly.transactions + anomaly.transactions.prefix(1)) : members
    return Evidence(
      expected: "no \(anomaly.name), as \(level.rawValue) demands",
      seen: ring.map { "T\($0)" }.joined(separator: anomaly.kind.isCycle ? " → " : ", "),
      when: members.compactMap { index.history.operations[$0].ended }.max() ?? .zero,
      because: members.map { sentence($0, index) } + anomaly.sentences,
      events: members.map { index.history.operations[$0].event })
  }

  private func sentence(_ number: Int, _ index: TransactionIndex) -> String {
    let steps = index.steps(of: number).map(\.description).joined(separator: ", ")
    return "T\(number) of client \(index.history.operations[number].client): \(steps)"
  }
}
