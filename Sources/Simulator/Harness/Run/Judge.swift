import Checking
import Engine
import Primitives
import ServiceRuntime
import World

/// Tells the laws of a run about every change that they read.
final class Judge {
  private var monitor: PropertyMonitor<SystemView>
  private let view: SystemView
  private let simulation: Simulation
  private var operationsKey: SubjectKey?

  init(_ laws: [Property<SystemView>], _ view: SystemView) {
    monitor = PropertyMonitor(laws)
    self.view = view
    simulation = view.cluster.simulation
    operationsKey = monitor.key(of: SystemView.operationsSubject)
    for host in view.cluster.hosts where host.storeHost === host { watch(host) }
  }

  /// The subjects of one host's tables are found once and then known by the table's word.
  private func watch(_ host: Host) {
    var keys: [(table: UInt64, key: SubjectKey?)] = []
    host.disk.database.observe { [unowned self] notice in
      var isRead = false
      for change in notice.changes {
        let position =
          keys.firstIndex { $0.table == change.table.word }
          ?? {
            let subject = SystemView.subject(change.table, in: host.service)
            keys.append((change.table.word, monitor.key(of: subject)))
            return keys.count - 1
          }()
        if let key = keys[position].key {
          monitor.changed(key)
          isRead = true
        }
      }
      if isRead { look(host.name) }
    }
  }

  /// Keeps the view's operations up to date, and tells the laws that read them.
  func watch(_ clients: ClientDirectory) {
    clients.observer = { [unowned self, unowned clients] index in
      record(clients.operations[index])
      view.operations = clients.operations
      guard let key = operationsKey else { return }
      monitor.changed(key)
      look("client-\(clients.operations[index].client)")
    }
  }

  private func record(_ operation: ClientOperation) {
    let host = view.cluster.host(named: "client-\(operation.client)")
    let (kind, text): (TraceKind, String) =
      switch operation.result {
      case .pending: (.operationInvoked, "")
      case .succeeded(let answer): (.operationSucceeded, answer)
      case .failed(let reason): (.operationFailed, reason)
      case .unknown(let reason): (.operationUnknown, reason)
      }
    simulation.record(
      kind, at: host?.index ?? -1, text: "\(operation.command) \(operation.arguments)",
      detail: text)
  }

  func begin() {
    monitor.begin(with: view, at: simulation.now)
  }

  private func look(_ place: String) {
    monitor.look(
      at: view, simulation.now, event: max(simulation.trace.events.count - 1, 0),
      location: place)
  }

  func rest() {
    monitor.rest(with: view, at: simulation.now, event: lastEvent)
  }

  func finish(isComplete: Bool) -> [PropertyReport] {
    monitor.finish(
      with: view, at: simulation.now, event: lastEvent, isComplete: isComplete)
  }

  private var lastEvent: Int { max(simulation.trace.events.count - 1, 0) }
}
