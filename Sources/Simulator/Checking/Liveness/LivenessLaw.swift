package import Primitives

/// Judges a system that was given a healthy core and time, and still is not done.
///
/// Before anything is called a violation an excuse is looked for: what is waited on, who could
/// end the wait, and which fault makes that impossible. Only what has no excuse is a violation,
/// and it is said whether it is a deadlock, a livelock, or merely slow. The order of questions
/// follows what TigerBeetle's simulator does when its cluster fails to converge.
package struct LivenessLaw: Sendable {
  /// How long the healthy core had.
  package let budget: Duration

  /// The law with a budget.
  package init(budget: Duration) { self.budget = budget }

  /// Judges what is left waiting at an instant, when the budget is used up.
  package func judge(
    _ graph: WaitForGraph, progress: ProgressLog, at instant: Instant
  ) -> LivenessReport {
    let able = graph.able(ignoringFaults: false)
    let ableIfHealed = graph.able(ignoringFaults: true)
    var findings: [LivenessReport.Finding] = []
    for wait in graph.waits where graph.faults[wait.waiter] == nil {
      let isOverdue = instant - wait.since >= budget
      if !ableIfHealed.contains(wait.waiter) {
        let cycle = cycle(from: wait, graph, ableIfHealed)
        let kind: LivenessReport.Kind =
          cycle.isClosed ? .deadlock(cycle.parties) : .stranded(cycle.parties)
        findings.append(.init(wait: wait, kind: kind, sentences: cycle.words))
      } else if !able.contains(wait.waiter) {
        let reasons = faults(behind: wait, graph, able)
        findings.append(
          .init(wait: wait, kind: .excused(reasons.faults), sentences: reasons.words))
      } else if isOverdue {
        findings.append(overdue(wait, progress))
      }
    }
    return LivenessReport(findings: findings, verdict: verdict(findings, at: instant))
  }

  private func overdue(
    _ wait: WaitForGraph.Wait, _ progress: ProgressLog
  ) -> LivenessReport.Finding {
    guard let repetition = progress.repetition else {
      return .init(
        wait: wait, kind: .slow,
        sentences: ["\(progress.work) pieces of work were done, and no state came again"])
    }
    return .init(
      wait: wait, kind: .livelock(period: repetition.to - repetition.from),
      sentences: [
        "the state at \(repetition.from) came again at \(repetition.to), after "
          + "\(repetition.states) states and no work done"
      ])
  }

  /// The faults on the ways that could end a wait, and the waits on those ways.
  private func faults(
    behind wait: WaitForGraph.Wait, _ graph: WaitForGraph, _ able: Set<String>
  ) -> (faults: [String], words: [String]) {
    var faults = OrderedSet<String>()
    var words: [String] = []
    var visited = OrderedSet([wait.waiter])
    var position = 0
    while position < visited.count {
      let party = visited.members[position]
      position += 1
      for next in graph.waits where next.waiter == party {
        words.append(next.sentence)
        for resolver in next.resolvers where !able.contains(resolver) {
          if let fault = graph.faults[resolver] {
            if faults.insert(fault) { words.append("\(resolver) cannot act: \(fault)") }
          } else {
            visited.insert(resolver)
          }
        }
      }
    }
    return (faults.members, words)
  }

  /// Waits that end where they began, or at somebody whom nobody can help.
  private func cycle(
    from wait: WaitForGraph.Wait, _ graph: WaitForGraph, _ able: Set<String>
  ) -> (parties: [String], words: [String], isClosed: Bool) {
    var path = OrderedSet([wait.waiter])
    var words: [String] = []
    var party = wait.waiter
    while true {
      let stuck = graph.waits.first { next in
        next.waiter == party && next.resolvers.count { able.contains($0) } < next.needed
      }
      guard let stuck else { return (path.members, words, false) }
      words.append(stuck.sentence)
      guard let next = stuck.resolvers.first(where: { !able.contains($0) }) else {
        return (path.members, words, false)
      }
      if !path.insert(next) {
        let start = path.members.firstIndex(of: next) ?? 0
        return (Array(path.members[start...]), Array(words[start...]), true)
      }
      party = next
    }
  }

  private func verdict(_ findings: [LivenessReport.Finding], at instant: Instant) -> Verdict {
    if let first = findings.first(where: { !$0.kind.isExcused }) {
      return .violated(
        Evidence(
          expected: "progress within \(budget.rounded) in a healthy core",
          seen: "\(first.kind.words): \(first.wait.sentence)", when: instant,
          location: first.wait.waiter, because: first.sentences, events: [first.wait.event]))
    }
    guard let excused = findings.first else { return .holds }
    let reasons = excused.sentences.joined(separator: "; ")
    return .undecided(reason: "the wait has an excuse: \(reasons)")
  }
}

/// What is left waiting, and why.
package struct LivenessReport: Equatable, Sendable {
  /// One finding a wait that did not end.
  package let findings: [Finding]
  /// The judgement: excused waits are no violation, but no success either.
  package let verdict: Verdict

  /// Why one wait did not end.
  package struct Finding: Equatable, Sendable {
    /// The wait.
    package let wait: WaitForGraph.Wait
    /// The reason.
    package let kind: Kind
    /// The reason in sentences.
    package let sentences: [String]
  }

  /// Why a wait did not end.
  package enum Kind: Equatable, Sendable {
    /// These faults make it impossible.
    case excused([String])
    /// These parties wait for each other.
    case deadlock([String])
    /// These parties wait for each other in turn, and the last of them for nobody.
    case stranded([String])
    /// The same states come again after so long and nothing gets done.
    case livelock(period: Duration)
    /// It could end and has not.
    case slow

    /// Whether a fault explains it.
    package var isExcused: Bool {
      switch self {
      case .excused: true
      case .deadlock, .stranded, .livelock, .slow: false
      }
    }

    /// The reason in a few words.
    package var words: String {
      switch self {
      case .excused(let faults): "excused by \(faults.joined(separator: ", "))"
      case .deadlock(let parties): "deadlock of \(parties.joined(separator: ", "))"
      case .stranded(let parties): "no end in sight for \(parties.joined(separator: ", "))"
      case .livelock(let period): "livelock with a period of \(period.text)"
      case .slow: "slow"
      }
    }
  }
}
