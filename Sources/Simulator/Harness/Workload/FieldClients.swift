package import Engine
import Primitives
package import ServiceRuntime
import World

/// The clients of a scenario where no simulation hosts them: a service of the world they are in.
///
/// They do what the workload says, at the pace that the seed says, and keep their history. All of
/// them share one process.
package final class FieldClients: Service {
  private let context: ServiceContext
  private let clients: ClientDirectory
  // Only its draws are used; nothing is ever run in it.
  private let simulation: Simulation

  /// What is changed about a workload.
  package struct Changes: Sendable {
    /// How many users act at once, each after its earlier command is answered.
    package var users: Int?
    /// How many commands each entry gives.
    package var count: Int?
    /// For how long commands are given.
    package var lasting: Duration?
    /// What is added to the clients' names, so that they are nobody who was there before.
    package var tag = ""

    /// Nothing is changed.
    package init() {}

    /// Whether a workload's own pace is given up.
    var isPaced: Bool { users != nil || count != nil || lasting != nil }
  }

  /// Clients of a scenario; `told` gets each operation as it ends.
  package init(
    _ context: ServiceContext, _ scenario: Scenario, _ changes: Changes, seed: Seed,
    system: SystemUnderTest, told: @escaping (ClientOperation) -> Void,
    finished: @escaping () -> Void
  ) {
    self.context = context
    simulation = Simulation(seed: seed)
    clients = ClientDirectory(
      scenario.scheduledWorkload.map { changes.applied(to: $0) }, system: system, in: simulation)
    clients.observer = { [unowned clients] index in
      let operation = clients.operations[index]
      if operation.ended != nil { told(operation) }
    }
    clients.onFinish(finished)
  }

  package func start() async throws {
    for name in clients.names {
      try await clients.service(for: name, context).start()
    }
  }
}

extension FieldClients.Changes {
  fileprivate func applied(to scheduled: ScheduledWorkload) -> ScheduledWorkload {
    var entry = scheduled.workload
    if !tag.isEmpty, case .hosts(.client(let name)) = entry.from {
      entry.from = .hosts(.client("\(name)-\(tag)"))
    }
    guard isPaced else { return ScheduledWorkload(workload: entry, start: scheduled.start) }
    entry.at = nil
    entry.users = users ?? entry.users ?? 1
    entry.rate = nil
    entry.every = nil
    entry.count = count ?? (lasting == nil ? entry.count ?? 1 : nil)
    entry.lasting = lasting
    return ScheduledWorkload(workload: entry, start: .zero)
  }
}
