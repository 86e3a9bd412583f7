import Engine
import LiveRuntime
import Primitives
import ServiceRuntime
import World

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A host of a run and the processes that it stands for, one after the other.
///
/// Touched on the thread of the run only.
final class RemoteHost: @unchecked Sendable {
  private let host: Host
  private unowned let trial: Trial
  private var child: ChildProcess?
  private var incarnation = -1
  private var port: UInt16?
  private var isReady = false
  private var context: ServiceContext?
  /// Who waits for the process to come up or to end.
  private var waiting: [Suspension] = []

  init(_ host: Host, _ trial: Trial) {
    self.host = host
    self.trial = trial
  }

  /// Whether a process runs that was not waited for.
  var isAlive: Bool { child != nil }

  /// Whether a process was started that has not said so yet.
  var isStarting: Bool { child != nil && !isReady }

  /// Whether a process was started that does not answer yet.
  var isComingUp: Bool { child != nil && port == nil }

  /// The context of the present life, if the host lives.
  var liveContext: ServiceContext? { host.process == nil ? nil : context }

  private var simulation: Simulation { trial.simulation }

  // MARK: A life

  /// Starts the process, which then waits to be told when its time begins.
  func launch(incarnation: Int) {
    self.incarnation = incarnation
    isReady = false
    port = nil
    let setup = trial.setup
    let arguments =
      setup.arguments + [
        "--service", host.service.text, "--host", host.name, "--incarnation", "\(incarnation)",
        "--directory", trial.directoryText,
        "--store", "\(setup.store):\(setup.folder)/\(host.name).\(setup.store)",
      ] + trial.armedFailpoints.flatMap { ["--failpoint", $0] }
    let (remote, trial) = (self, trial)
    do throws(SocketError) {
      child = try ChildProcess(
        setup.program, arguments, on: trial.live.loop,
        told: { line in
          if let report = ChildReport(line: line) {
            trial.post { _ in remote.hear(report, in: incarnation) }
          }
        },
        ended: { ending in trial.post { _ in remote.ended(ending, in: incarnation) } })
      if let child { setup.told("\(host.name) is process \(child.identifier)") }
    } catch {
      setup.told("\(host.name) does not start: \(error)")
    }
  }

  /// Tells the process when the run's time begins.
  func begin(_ origin: Duration) {
    guard isReady else { return }
    child?.tell(.begin(origin: origin.nanoseconds))
  }

  /// Waits until the process answers; starts one where the last has ended.
  func start(_ context: ServiceContext) async throws {
    self.context = context
    while child != nil, incarnation != context.incarnation { try await wait() }
    if child == nil, incarnation != context.incarnation {
      Escapes.allowing("a process is started") { launch(incarnation: context.incarnation) }
    }
    while port == nil {
      guard child != nil else { throw RPCError(.internal, "\(host.name) ended before it was up") }
      try await wait()
    }
  }

  /// Asks the process to end in peace and waits until it has.
  func finish() async {
    child?.signal(SIGTERM)
    while child != nil { do { try await wait() } catch { return } }
  }

  /// Does to the process what has happened to the host.
  func follow(_ kind: TraceKind) {
    switch kind {
    case .processCrashed: kill()
    case .processPaused: child?.signal(SIGSTOP)
    case .processResumed: child?.signal(SIGCONT)
    default: return
    }
  }

  /// Ends the process at once.
  func kill() {
    child?.signal(SIGKILL)
  }

  /// Asks the process to end, also where it stands still.
  func end() {
    child?.signal(SIGTERM)
    child?.signal(SIGCONT)
  }

  private func wait() async throws {
    let suspension = simulation.openSuspension(.signal)
    waiting.append(suspension)
    guard case .resumed = await simulation.wait(for: suspension) else { throw Cancelled.process }
  }

  private func wake() {
    let suspensions = waiting
    waiting = []
    for suspension in suspensions { simulation.wake(suspension, .resumed) }
  }

  // MARK: What the process says

  private func hear(_ report: ChildReport, in life: Int) {
    switch report {
    case .ready where life == incarnation:
      isReady = true
      if let origin = trial.beginning { begin(origin) }
    case .up(let port) where life == incarnation:
      self.port = port
      wake()
    case .loaded(let records): recover(records)
    case .committed(let changes): adopt(changes, cause: .committed)
    case .reached(let point, let number) where life == incarnation: reached(point, number)
    case .ready, .up, .reached: return
    }
  }

  private func ended(_ ending: ChildProcess.Ending, in life: Int) {
    guard life == incarnation else { return }
    child = nil
    trial.setup.told("\(host.name) has ended: \(ending)")
    // A process that nobody has ended has crashed.
    if let process = host.process, process.incarnation == life, process.isAccepting {
      trial.crash(host)
    }
    wake()
  }

  private func adopt(_ changes: [RecordChange], cause: ChangeCause) {
    var adopted: [(table: TableName, key: String, record: StoredRecord?)] = []
    for change in changes {
      do throws(StoreError) {
        adopted.append((TableName(change.table), change.key, try change.record()))
      } catch {
        trial.setup.told("\(host.name): \(error.message)")
      }
    }
    host.storeHost.disk.adopt(adopted, cause: cause)
  }

  /// Takes in what the store held when its process came to life.
  ///
  /// What nobody has heard of was committed in the moment before a death. What was heard of and is
  /// gone is taken away again, so that the laws see what was lost.
  private func recover(_ records: [RecordChange]) {
    let database = host.storeHost.disk.database
    var known: [String: String] = [:]
    for table in database.tableNames {
      for entry in database.records(of: table) {
        known["\(table)/\(entry.key)"] = entry.record.text
      }
    }
    var unheard: [RecordChange] = []
    for record in records {
      if known.removeValue(forKey: "\(record.table)/\(record.key)") != record.value {
        unheard.append(record)
      }
    }
    for key in known.keys.sorted() {
      let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      unheard.append(RecordChange(table: String(parts[0]), key: String(parts[1]), value: nil))
      trial.setup.told("\(host.name) has lost \(key)")
    }
    if !unheard.isEmpty { adopt(unheard, cause: .recovered) }
  }

  private func reached(_ point: String, _ number: Int) {
    simulation.annotate(.failpointReached, at: host.index, text: point)
    switch trial.verdict(at: FailpointName(point), on: host) {
    case .pass: child?.tell(.pass(number: number))
    case .crash(let wipesDisk): trial.crash(host, wipesDisk: wipesDisk)
    case .delay(let duration):
      simulation.schedule(at: simulation.now + duration) { [child] in
        child?.tell(.pass(number: number))
      }
    case .fail(let error): child?.tell(.fail(number: number, message: error.message))
    }
  }

  // MARK: What is asked of the process

  /// Passes a request on to the process and stores its reply in the call.
  func forward(_ call: Call) async {
    guard let port else {
      call.failure = RPCError(.connectionRefused, "\(host.name) is not up")
      return
    }
    let request: HTTPMessage
    do {
      request = try RPCWire.request(of: call, port: port, caller: call.caller, now: simulation.now)
    } catch {
      call.failure = RPCError(.invalidArgument, "the request cannot be written: \(error)")
      return
    }
    let answer = RemoteAnswer()
    let suspension = simulation.openSuspension(.signal)
    let trial = trial
    Escapes.allowing("a request is passed on to a process") {
      trial.live.client.exchange(
        request, port: port, until: trial.machineTime(at: call.deadline.instant)
      ) { result in
        trial.post { trial in
          answer.result = result
          trial.simulation.wake(suspension, .resumed)
        }
      }
    }
    _ = await simulation.wait(for: suspension)
    LiveTransport.end(call, answer.result)
  }
}

/// What an exchange came to; written and read on the thread of the run.
private final class RemoteAnswer: @unchecked Sendable {
  var result: Result<HTTPMessage, ExchangeFailure> = .failure(.cancelled(wasSent: true))
}

extension Trial {
  /// What happens now that a named point is reached.
  func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
    rule?.verdict(at: name, on: host) ?? .pass
  }
}
