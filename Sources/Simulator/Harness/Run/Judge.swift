import Checking
import Engine
import Primitives
import ServiceRuntime
import World

/// Tells the laws of a run about every change that they read.
final class Judge {
  @exclusivity(unchecked) private var monitor: PropertyMonitor<SystemView>
  private let laws: RunLaws
  private let view: SystemView
  private let journal: RunJournal
  private let simulation: Simulation
  private let interests: LawInterests
  private let operationsKey: SubjectKey?
  private let hostsKey: SubjectKey?
  private let faultsKey: SubjectKey?
  private let spansKey: SubjectKey?
  @exclusivity(unchecked) private var hasPendingLook = false

  init(_ laws: RunLaws, _ view: SystemView) {
    self.laws = laws
    monitor = PropertyMonitor(laws.states)
    self.view = view
    journal = RunJournal(view, laws.words)
    simulation = view.cluster.simulation
    interests = laws.runs.reduce([]) { $0.union($1.interests) }
    operationsKey = monitor.key(of: SystemView.operationsSubject)
    hostsKey = monitor.key(of: SystemView.hostsSubject)
    faultsKey = monitor.key(of: SystemView.faultsSubject)
    spansKey = monitor.key(of: SystemView.spansSubject)
    for host in view.cluster.hosts where host.storeHost === host { watch(host) }
    if monitor.isRead(SystemView.spansSubject) { watchSpans() }
    if interests.contains(.requests) {
      view.cluster.network.rules.append(RequestCounter(journal))
    }
  }

  /// The subjects of one host's tables are found once and then known by the table's word.
  private func watch(_ host: Host) {
    let keys = TableKeys()
    // The host keeps the database that keeps this closure.
    host.disk.database.observe { [unowned self, unowned host] notice in
      if !interests.isEmpty { tell(notice, on: host) }
      var isRead = false
      for change in notice.changes {
        view.lists.note(change, on: host)
        let key = keys.key(of: change.table) {
          monitor.key(of: SystemView.subject(change.table, in: host.service))
        }
        if let key {
          monitor.changed(key)
          isRead = true
        }
      }
      if isRead || view.lists.settle() { look(host.name) }
    }
  }

  private func tell(_ notice: ChangeNotice, on host: Host) {
    if interests.contains(.effects) { journal.noteEffect(of: notice.origin) }
    guard interests.contains(.commits) else { return }
    for law in laws.runs where law.interests.contains(.commits) {
      law.committed(notice, on: host, journal)
    }
  }

  /// Keeps the history of operations, and tells the laws that read them.
  func watch(_ clients: ClientDirectory) {
    view.clients = clients
    clients.observer = { [unowned self, unowned clients] index in
      note(clients.operations[index], index)
      view.lists.noteOperation(
        index,
        SystemEnvironment(view: view, words: laws.words).record(of: clients.operations[index]))
      if let operationsKey { monitor.changed(operationsKey) }
      guard operationsKey != nil || view.lists.settle() else { return }
      look("client-\(clients.operations[index].client)")
    }
  }

  private func note(_ operation: ClientOperation, _ index: Int) {
    let host = view.cluster.host(named: "client-\(operation.client)")
    let (kind, text): (TraceKind, String) =
      switch operation.result {
      case .pending: (.operationInvoked, "")
      case .succeeded(let answer): (.operationSucceeded, answer)
      case .failed(let reason): (.operationFailed, reason)
      case .unknown(let reason): (.operationUnknown, reason)
      }
    let isEnd = kind != .operationInvoked
    let event = simulation.record(
      kind, at: host?.index ?? -1, text: "\(operation.command) \(operation.arguments)",
      detail: text)
    journal.note(index, isEnd: isEnd)
    if isEnd {
      view.operationEvents[index].ended = max(Int(event), 0)
    } else {
      view.operationEvents.append((max(Int(event), 0), 0))
    }
  }

  /// Tells the laws that read hosts and faults of what the trace hears about them.
  ///
  /// What is recorded is often about to happen, so that the look comes when the step is over.
  func watch(_ faults: PlannedFaults) {
    view.injector = faults.injector
    guard hostsKey != nil || faultsKey != nil else { return }
    let earlier = simulation.trace.watcher
    simulation.trace.watcher = { [unowned self] kind, place, peer in
      earlier?(kind, place, peer)
      switch kind {
      case .processStarting, .processStarted, .processCrashed, .processDraining, .processStopped,
        .processPaused, .processResumed:
        lookLater(hostsKey)
      case .faultStruck, .faultHealed:
        lookLater(faultsKey)
      default: break
      }
    }
  }

  private func lookLater(_ key: SubjectKey?) {
    if let key { monitor.changed(key) }
    guard key != nil || view.lists.settle(), !hasPendingLook else { return }
    hasPendingLook = true
    simulation.interrupt { [unowned self] in
      hasPendingLook = false
      look("")
    }
  }

  private func watchSpans() {
    var open: [UInt64: Int] = [:]
    view.cluster.spanObserver = { [unowned self] span, place, name, failure in
      if let name {
        open[span] = view.spans.count
        view.spans.append(
          SpanRecord(name: name, host: view.cluster.hosts[Int(place)].name, began: simulation.now))
        view.lists.noteSpan(view.spans.count - 1, view.spans[view.spans.count - 1])
      } else if let position = open.removeValue(forKey: span) {
        view.spans[position].ended = simulation.now
        view.spans[position].failure = failure
        view.lists.noteSpan(position, view.spans[position])
      }
      lookLater(spansKey)
    }
  }

  func begin() {
    monitor.begin(with: view, at: simulation.now)
    for instant in laws.beginnings {
      simulation.schedule(at: instant, priority: .late) { [unowned self] in
        monitor.lookAtAll(view, simulation.now, event: lastEvent)
      }
    }
  }

  private func look(_ place: String) {
    if view.lists.settle() { view.lists.announce(to: &monitor) }
    monitor.look(at: view, simulation.now, event: lastEvent, location: place)
  }

  func rest() {
    journal.isAtRest = true
    monitor.rest(with: view, at: simulation.now, event: lastEvent)
  }

  // MARK: Progress after the faults

  /// Whether some law demands progress after the faults.
  var demandsProgress: Bool { interests.contains(.progress) }

  /// Says that the faults are over.
  func becomeCalm() {
    journal.calmSince = simulation.now
  }

  /// Writes down what has been done and in which state the system is.
  func noteProgress() {
    var digest = Digest()
    for host in view.cluster.hosts {
      digest.combine(host.process != nil)
      if host.storeHost === host { host.disk.database.fingerprint(into: &digest) }
    }
    for wait in simulation.openWaits where wait.task.origin > 0 {
      digest.combine(wait.task.label)
      digest.combine(wait.task.place)
      digest.combine(wait.reason.text)
    }
    let work = view.operations.count { $0.ended != nil }
    journal.progress.add(simulation.now, work: work, state: digest)
  }

  private func surveyWaits() {
    guard demandsProgress, let calm = journal.calmSince, let injector = view.injector else {
      return
    }
    var builder = WaitGraphBuilder(injector, calm: calm)
    journal.waits = builder.build(view.operations)
  }

  // MARK: The judgement

  func finish(isComplete: Bool) -> [PropertyReport] {
    surveyWaits()
    look("")
    let states = monitor.finish(
      with: view, at: simulation.now, event: lastEvent, isComplete: isComplete)
    let reports = states + laws.runs.map(report)
    return laws.order.compactMap { id in reports.first { $0.id == id } }.map { report in
      let form = laws.forms[report.id]
      return report.stated(
        as: form?.word ?? report.form, isWarning: form?.isWarning ?? false)
    }
  }

  private func report(of law: any RunLaw) -> PropertyReport {
    var judgement = RunJudgement(.holds)
    do {
      judgement = try LawInSight.during(law.id) { try law.judge(journal) }
    } catch {
      judgement = RunJudgement(.undecided(reason: "the check broke down: \(error)"))
    }
    return PropertyReport(
      id: law.id, kind: .atEnd, documentation: law.documentation, source: "",
      verdict: judgement.verdict, looks: judgement.looks, plots: judgement.plots)
  }

  private var lastEvent: Int { max(simulation.trace.events.count - 1, 0) }
}

/// The subjects of one host's tables, as a monitor knows them.
private final class TableKeys {
  @exclusivity(unchecked) private var known: [(table: UInt64, key: SubjectKey?)] = []

  /// The key of a table's subject, found when it is asked for first.
  func key(of table: TableName, _ find: () -> SubjectKey?) -> SubjectKey? {
    for (word, key) in known where word == table.word { return key }
    let key = find()
    known.append((table.word, key))
    return key
  }
}

/// Counts the requests that services get for each operation of a client.
private final class RequestCounter: MessageRule {
  private let journal: RunJournal

  init(_ journal: RunJournal) {
    self.journal = journal
  }

  func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    let number = Int(message.call.note.third) - 1
    guard !message.isReply, number >= 0 else { return }
    let service = journal.view.cluster.hosts[Int(message.destination)].service.text
    var counts = journal.requests[service] ?? []
    while counts.count <= number { counts.append(0) }
    counts[number] += 1
    journal.requests[service] = counts
  }
}
