import Harness
import LiveRuntime
import Primitives
import ServiceRuntime

/// How a service of a scenario is made, for a process that serves it.
struct ServedService {
  /// The kind of service.
  let kind: String
  /// Makes it.
  let make: LiveProcess.Make

  /// The service of a name: one of the scenario's, or one that the system needs beside them.
  init(_ name: String, _ scenario: Scenario, _ system: SystemUnderTest) throws(CommandError) {
    if let service = scenario.services[name] {
      let setup = ServiceSetup(
        kind: service.kind, version: service.version ?? "",
        config: ScenarioValues(service.config), seed: ScenarioValues(service.seed))
      let (makeService, slips) = (system.makeService, service.slips)
      kind = service.kind
      make = { try makeService(slips.planted(in: $0), setup) }
    } else if let companion = system.companions(scenario)[name] {
      kind = "outside"
      make = companion
    } else {
      throw CommandError(.usage, "the scenario has no service '\(name)'")
    }
  }

  /// The names of all services that a scenario needs to be served, its own ones first.
  static func names(_ scenario: Scenario, _ system: SystemUnderTest) -> [String] {
    Array(scenario.services.keys) + Array(system.companions(scenario).keys)
  }

  /// Why a service does not start, as a command says it.
  static func error(_ error: any Error, _ name: String) -> CommandError {
    if let error = error as? CommandError { return error }
    if let error = error as? StoreError {
      return CommandError(.cannotWrite, "\(name) does not start: \(error.message)")
    }
    guard let error = error as? SocketError else {
      return CommandError(.badInput, "\(name) does not start: \(error)")
    }
    return CommandError(
      .cannotWrite, "\(name) does not start: \(error)",
      hint: "choose other ports with --port, or leave it out for free ones")
  }
}

/// Where a served process keeps its records, and how it keeps transactions apart.
struct ServedStore: Sendable {
  private let isolation: IsolationLevel
  private let lockTimeout: Duration

  /// The store of a service of a scenario; the usual one where it is none of its own.
  init(_ name: String, _ scenario: Scenario) {
    let settings = scenario.services[name]?.store ?? ScenarioStore()
    isolation =
      switch settings.isolation {
      case .readCommitted: .readCommitted
      case .snapshot: .snapshot
      case .serializable: .serializable
      }
    lockTimeout = settings.lockTimeout
  }

  /// Makes the store of a text: `memory`, `file:PATH`, `sqlite:PATH` or `told:PATH`, which is
  /// SQLite's too.
  ///
  /// What is written to `file` and `told` the parent is told of.
  func make(_ text: String, _ parent: ParentLine?) throws -> any Store {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return try store(nil) }
    let path = String(parts[1])
    let journal: any CommitJournal =
      try parts[0] == "file" ? FileJournal(path: path) : DurableStore.journal(path: path)
    guard let parent, parts[0] != "sqlite" else { return try store(journal) }
    return try store(ReportingJournal(journal, parent))
  }

  private func store(_ journal: (any CommitJournal)?) throws -> any Store {
    try MemoryStore(isolation: isolation, lockTimeout: lockTimeout, journal: journal)
  }
}
