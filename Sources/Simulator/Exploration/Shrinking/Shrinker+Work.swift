import Checking
import Engine
import Harness
import Primitives

/// Less work by fewer clients.
extension Shrinker {
  /// How many other seeds are tried where telling commands apart changes what is drawn for them.
  private static let otherSeeds: UInt64 = 40

  /// Leaves out what clients ask for until each command that is left is needed.
  func reduceWork() {
    if best.scenario.workload.contains(where: \.isRepeated) { spellOutWork() }
    let ids = best.scenario.workload.map(\.id)
    _ = DeltaDebugging.reduced(ids) { kept in
      attempt { $0.scenario.workload.removeAll { !kept.contains($0.id) } }
    }
    for phase in best.scenario.phases.indices { reduceWork(ofPhase: phase) }
    if let client = best.scenario.workload.first?.from {
      attempt { failing in
        for index in failing.scenario.workload.indices {
          failing.scenario.workload[index].from = client
        }
      }
    }
  }

  /// Leaves out what commands say beyond what they need to.
  ///
  /// Late, because commands that are all alike can stand for each other.
  func simplifyWork() {
    for entry in best.scenario.workload { simplify(entry) }
  }

  private func reduceWork(ofPhase phase: Int) {
    let ids = best.scenario.phases[phase].workload.map(\.id)
    _ = DeltaDebugging.reduced(ids) { kept in
      attempt { $0.scenario.phases[phase].workload.removeAll { !kept.contains($0.id) } }
    }
  }

  /// Replaces entries that stand for many commands by one for each command that was given.
  ///
  /// What is drawn for a command goes by the name of its entry, so this may need another seed.
  private func spellOutWork() {
    guard !isStopped, let record = record() else { return shortenWork() }
    let end = record.firstViolation?.verdict.evidence?.when ?? record.end
    let spelled = best.scenario.spelledOut(record.operations.filter { $0.invoked <= end })
    if spelled.count < 5_000 {
      if attempt({ $0.scenario.workload = spelled }) { return }
      for seed in 1...Shrinker.otherSeeds {
        let isDone = attempt { failing in
          failing.scenario.workload = spelled
          failing.seed = Seed(seed)
        }
        if isDone || isCutShort { return }
      }
    }
    shortenWork()
  }

  /// Has entries that stand for many commands stand for fewer.
  private func shortenWork() {
    for index in best.scenario.workload.indices {
      var count = best.scenario.workload[index].count ?? 256
      while count > 1 {
        let isLess = [count / 2, count - 1].contains { less in
          guard less > 0, attempt({ $0.scenario.workload[index].count = less }) else {
            return false
          }
          count = less
          return true
        }
        if !isLess { break }
      }
      attempt { $0.scenario.workload[index].users = nil }
    }
  }

  private func simplify(_ entry: ScenarioWorkload) {
    func change(_ body: (inout ScenarioWorkload) -> Void) {
      attempt { failing in
        guard let index = failing.scenario.workload.firstIndex(where: { $0.id == entry.id }) else {
          return
        }
        body(&failing.scenario.workload[index])
      }
    }
    change { $0.retry = nil }
    change { $0.deadline = nil }
    change { $0.keys = nil }
    change { $0.think = .constant(.zero) }
  }
}

extension ScenarioWorkload {
  /// Whether it stands for more than one command.
  fileprivate var isRepeated: Bool {
    users != nil || every != nil || rate != nil || (count ?? 1) > 1
  }
}

extension Scenario {
  /// An entry for each operation, at the time at which it was begun.
  fileprivate func spelledOut(_ operations: [ClientOperation]) -> [ScenarioWorkload] {
    var taken: Set<String> = []
    return operations.compactMap { operation in
      let entries = workload.filter { entry in
        entry.command == operation.command && entry.isFrom(operation.client)
      }
      guard let entry = entries.first else { return nil }
      var single = entry
      let names = (1...).lazy.map { "\(entry.id)-\($0)" }
      single.id = entry.isRepeated ? names.first { !taken.contains($0) } ?? entry.id : entry.id
      taken.insert(single.id)
      single.at = .constant(.nanoseconds(operation.invoked.nanoseconds))
      single.arguments = operation.values
      (single.every, single.rate, single.count, single.lasting) = (nil, nil, nil, nil)
      (single.users, single.keys, single.think) = (nil, nil, .constant(.zero))
      return single
    }
  }
}

extension ScenarioWorkload {
  /// Whether a client of a name gives the commands of the entry.
  fileprivate func isFrom(_ client: String) -> Bool {
    if case .hosts(.client(let name)) = from { return name == client }
    return from.text == client
  }
}
