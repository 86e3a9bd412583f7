import Checking
import Primitives
import World

/// Demands that what clients asked for comes to an end once faults are over.
///
/// An excuse is looked for first: a fault outside the healthy core that makes the end impossible.
/// What has none is a deadlock, a livelock, or merely slow.
final class ProgressLaw: RunLaw {
  let id: String
  let documentation: String
  private let budget: Duration

  init(id: String, budget: Duration) {
    self.id = id
    self.budget = budget
    documentation = "what clients asked for ends within \(budget.rounded) after the faults"
  }

  var interests: LawInterests { .progress }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    let operations = run.view.operations
    guard !operations.isEmpty else {
      return RunJudgement(.undecided(reason: "no client asked for anything"), looks: 0)
    }
    guard let calm = run.calmSince else {
      return RunJudgement(
        .undecided(reason: "the run ended before the faults were over"), looks: 0)
    }
    let report = LivenessLaw(budget: budget).judge(run.waits, progress: run.progress, at: run.now)
    if !report.verdict.isHolding {
      return RunJudgement(report.verdict, looks: operations.count)
    }
    return RunJudgement(slow(operations, calm, run), looks: operations.count)
  }

  /// Whether something ended too late, or is still under way.
  private func slow(
    _ operations: [ClientOperation], _ calm: Instant, _ run: RunJournal
  ) -> Verdict {
    for (number, operation) in operations.enumerated() {
      let end = operation.ended ?? run.now
      let begin = max(calm, operation.invoked)
      if end - begin > budget {
        return .violated(
          Evidence(
            expected: "progress within \(budget.rounded) in a healthy core",
            seen:
              "slow: '\(operation.command) \(operation.arguments)' took \((end - begin).rounded)",
            when: begin + budget, location: "client-\(operation.client)",
            events: [run.began(number), run.ended(number)]))
      }
      if operation.ended == nil {
        return .undecided(
          reason: "the run ended \((end - begin).rounded) after the faults, with "
            + "'\(operation.command) \(operation.arguments)' under way and \(budget.rounded) allowed"
        )
      }
    }
    return .holds
  }
}

/// Makes the graph of who waits for whom out of a survey, as far as clients wait at its end.
struct WaitGraphBuilder {
  private let survey: WaitSurvey
  private let cluster: Cluster
  private let injector: FaultInjector
  private let calm: Instant
  private var graph = WaitForGraph()
  private var seen = OrderedSet<String>()

  init(_ injector: FaultInjector, calm: Instant) {
    cluster = injector.cluster
    survey = WaitSurvey(injector.cluster)
    self.injector = injector
    self.calm = calm
  }

  /// The graph of the waits that clients' operations without an end depend on.
  mutating func build(_ operations: [ClientOperation]) -> WaitForGraph {
    var next = survey.waits.filter { wait in
      let number = Int(wait.origin) - 1
      guard operations.indices.contains(number), operations[number].ended == nil else {
        return false
      }
      return cluster.hosts[Int(wait.host)].name == "client-\(operations[number].client)"
    }
    while let wait = next.popLast() {
      guard seen.insert(wait.waiter) else { continue }
      let began =
        operations.indices.contains(Int(wait.origin) - 1)
        ? operations[Int(wait.origin) - 1].invoked : calm
      graph.add(
        WaitForGraph.Wait(
          wait.waiter, for: wait.subject, from: wait.resolvers.map { name($0) },
          since: max(calm, wait.since ?? began)))
      for resolver in wait.resolvers {
        guard case .task(let name, _) = resolver else { continue }
        next += survey.waits.filter { $0.waiter == name }
      }
    }
    return graph
  }

  /// The name of a party; one that a fault keeps from acting is noted as such.
  private mutating func name(_ party: WaitSurvey.Party) -> String {
    switch party {
    case .task(let name, let host):
      guard let fault = fault(on: host) else { return name }
      let host = cluster.hosts[Int(host)].name
      graph.block(host, by: fault)
      return host
    case .host(let index):
      let host = cluster.hosts[Int(index)]
      if let fault = fault(on: index) { graph.block(host.name, by: fault) }
      return host.name
    case .link(let from, let to):
      let name = "the link \(cluster.hosts[Int(from)].name) → \(cluster.hosts[Int(to)].name)"
      let fault = injector.standingFaults.first { fault in
        fault.cuts.contains { $0.sources.contains(from) && $0.destinations.contains(to) }
      }
      if let fault { graph.block(name, by: "the fault '\(fault.id)' lasts") }
      return name
    }
  }

  /// The fault that keeps a host from acting, if one does.
  private func fault(on index: Int32) -> String? {
    guard index >= 0 else { return nil }
    let host = cluster.hosts[Int(index)]
    guard host.process == nil || host.isPaused else { return nil }
    return injector.standingFaults.first { $0.hosts.contains(index) }
      .map { "the fault '\($0.id)' lasts" }
  }
}
