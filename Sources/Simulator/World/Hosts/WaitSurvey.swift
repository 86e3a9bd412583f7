import Engine
package import Primitives

/// Who waits for whom in a cluster at one moment.
///
/// Waits that time alone ends, such as sleeps and calls with a deadline, are left out: whoever
/// waits so will act again.
package struct WaitSurvey {
  /// The waits, those of lower slots first.
  package private(set) var waits: [Wait] = []
  private let cluster: Cluster
  private let isSilent: Bool

  /// One task that cannot go on by itself.
  package struct Wait {
    /// The name of the task that waits.
    package let waiter: String
    /// The host that it runs on.
    package let host: Int32
    /// The number of what it works on for somebody outside, zero for nothing.
    package let origin: UInt64
    /// For what it waits, in words.
    package let subject: String
    /// The tasks, hosts and links that could end the wait.
    package let resolvers: [Party]
    /// Since when, where that is known.
    package let since: Instant?
  }

  /// Somebody or something that could end a wait.
  package enum Party: Hashable {
    /// A task on a host.
    case task(String, host: Int32)
    /// A host.
    case host(Int32)
    /// A direction between two hosts that lets nothing through.
    case link(Int32, Int32)
  }

  /// A survey of the present moment.
  package init(_ cluster: Cluster) {
    self.cluster = cluster
    isSilent = cluster.simulation.pendingCount == 0
    let duties = cluster.hosts.flatMap { $0.process?.duties ?? [] }
    let queued = cluster.hosts.flatMap { host in
      (host.process?.queued ?? []).map { ($0, host) }
    }
    let locks = cluster.hosts.flatMap { $0.process?.store.lockWaits ?? [] }
    let host = { (name: String) in cluster.hosts.first { $0.name == name } }
    for wait in cluster.simulation.openWaits where !wait.hasTimer && wait.reason != .work {
      guard let place = host(wait.task.place) else { continue }
      let found: (subject: String, resolvers: [Party], since: Instant?)
      switch wait.reason {
      case .reply:
        let since = Instant(nanoseconds: Int64(bitPattern: wait.task.lastAsked.at))
        let target = wait.task.lastAsked.place
        let subject = "a reply from \(target >= 0 ? cluster.hosts[Int(target)].name : "nobody")"
        if let duty = duties.first(where: { $0.caller == wait.suspension }) {
          found = (subject, parties(between: place.index, target, or: [party(duty.task)]), since)
        } else if let (_, server) = queued.first(where: { $0.0 == wait.suspension }) {
          let workers = (server.process?.duties ?? []).map { party($0.task) }
          found = ("a turn at \(server.name)", workers, since)
        } else {
          found = (subject, parties(between: place.index, target, or: nil), since)
        }
      case .lock:
        let lock = locks.first { $0.waiter == wait.suspension }
        found = (
          "the lock on \(lock?.row ?? "a record")", lock?.holder.map { [party($0)] } ?? [], nil
        )
      case .connection:
        found = ("a connection", place.process?.store.holders.map { party($0) } ?? [], nil)
      case .join:
        found = (
          "the end of \(wait.joined?.label ?? "a task")", wait.joined.map { [party($0)] } ?? [], nil
        )
      case .disk: found = ("the disk", [.host(place.index)], nil)
      case .signal: found = ("a signal", isSilent ? [] : [.host(place.index)], nil)
      case .sleep, .work: continue
      }
      waits.append(
        Wait(
          waiter: WaitSurvey.name(wait.task), host: place.index, origin: wait.task.origin,
          subject: found.subject, resolvers: found.resolvers, since: found.since))
    }
  }

  /// A task's name among all tasks of a run.
  private static func name(_ task: SimulationTask) -> String {
    let number = task.occurrence > 0 ? " \(task.occurrence + 1)" : ""
    return "\(task.label)\(number) on \(task.place)"
  }

  private func party(_ task: SimulationTask) -> Party {
    let host = cluster.hosts.first { $0.name == task.place }?.index ?? -1
    return .task(WaitSurvey.name(task), host: host)
  }

  /// Who could end a wait for a reply: those who work on it, unless the way to or from them is cut.
  private func parties(between caller: Int32, _ target: Int32, or workers: [Party]?) -> [Party] {
    guard target >= 0 else { return workers ?? [] }
    for (from, to) in [(caller, target), (target, caller)]
    where cluster.network.state(from: from, to: to).isCut {
      return [.link(from, to)]
    }
    if let workers { return workers }
    let host = cluster.hosts[Int(target)]
    let isAway = host.process == nil || host.isPaused
    return isSilent && !isAway ? [] : [.host(target)]
  }
}
