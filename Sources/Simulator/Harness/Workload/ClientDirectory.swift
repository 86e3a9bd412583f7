import Engine
import Primitives
import ServiceRuntime
import World

/// Everybody who gives commands in a run, and when all of them are done.
final class ClientDirectory {
  /// The clients in the order in which the scenario first names them.
  let names: [String]
  private let entries: [ScheduledWorkload]
  private let system: SystemUnderTest
  private let simulation: Simulation
  /// What was asked for so far.
  private(set) var operations: [ClientOperation] = []
  /// Told when an operation begins or ends.
  var observer: ((Int) -> Void)?
  private var running = 0
  private var finished: (() -> Void)?

  init(_ entries: [ScheduledWorkload], system: SystemUnderTest, in simulation: Simulation) {
    self.entries = entries
    self.system = system
    self.simulation = simulation
    names = Array(OrderedSet(entries.map { ClientDirectory.client(of: $0) }))
    running = entries.count
  }

  /// Whether every workload has given all its commands and had its answers.
  var isFinished: Bool { running == 0 }

  private static func client(of entry: ScheduledWorkload) -> String {
    if case .hosts(.client(let name)) = entry.workload.from { return name }
    return entry.workload.from.text
  }

  /// The client's code, to run on the client's host.
  func service(for client: String, _ context: ServiceContext) -> any Service {
    let own = entries.filter { ClientDirectory.client(of: $0) == client }
    return ClientService(context, client: client, entries: own, directory: self, system: system)
  }

  /// A stream of chance for one workload.
  func stream(for entry: ScenarioWorkload, _ purpose: StreamKey) -> RandomStream {
    simulation.streams.stream(.workload, at: StreamKey(entry.id), purpose: purpose)
  }

  func begin(_ operation: ClientOperation) -> Int {
    operations.append(operation)
    observer?(operations.count - 1)
    return operations.count - 1
  }

  /// Notes that a client sends an operation, and that what its task does is done for it.
  func attempt(_ index: Int, _ attempt: Int) {
    simulation.currentTask?.origin = UInt64(index) + 1
    operations[index].attempts = attempt
  }

  func end(_ index: Int, at instant: Instant, _ result: ClientOperation.Result) {
    operations[index].ended = instant
    operations[index].result = result
    observer?(index)
  }

  /// Told that a workload has come to its end.
  func finish() {
    running -= 1
    if isFinished { finished?() }
  }

  /// Says who is told when the last workload has come to its end.
  func onFinish(_ body: @escaping () -> Void) {
    finished = body
  }
}

/// A workload and when its own time begins.
struct ScheduledWorkload {
  /// What is done.
  let workload: ScenarioWorkload
  /// The instant that its times are counted from, since the run began.
  let start: Duration
}

extension Scenario {
  /// Every workload, those of a phase counted from the beginning of the phase.
  var scheduledWorkload: [ScheduledWorkload] {
    var result = workload.map { ScheduledWorkload(workload: $0, start: .zero) }
    var start = Duration.zero
    for phase in phases {
      result += phase.workload.map { ScheduledWorkload(workload: $0, start: start) }
      start += phase.lasting
    }
    return result
  }
}
