import Primitives
public import ServiceRuntime

/// Bounds how many calls run at once, so that one slow target cannot take everything.
///
/// Use one bulkhead for each target or class of work: exhausting one leaves the others alone. The
/// slot is given back however the call ends, also when it is cancelled.
public final class Bulkhead: Protection {
  public var kind: ProtectionKind { .bulkhead }
  /// What it holds, for log records.
  public let name: String
  private let context: ServiceContext
  private let options: Options
  private let shedder: LoadShedder?
  private var machine: BulkheadStateMachine
  private var gates: [Int: Gate] = [:]

  /// An empty bulkhead.
  ///
  /// - Parameter shedder: told how long calls waited, so that it can turn others away in time.
  public init(
    _ context: ServiceContext, named name: String, _ options: Options,
    reportingTo shedder: LoadShedder? = nil
  ) {
    self.context = context
    self.name = name
    self.options = options
    self.shedder = shedder
    machine = BulkheadStateMachine(options)
  }

  /// How many calls run.
  public var running: Int { machine.running }

  /// How many calls wait.
  public var waiting: Int { machine.waiting }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let start = context.clock.now
    let limit = scope.deadline.earlier(of: Deadline(start + options.longestWait)).instant
    switch machine.arrive(at: start, until: limit) {
    case .run: break
    case .wait(let ticket): try await wait(ticket, until: limit)
    case .refuse: throw full("no room among \(options.concurrency) calls")
    }
    shedder?.observe(waited: context.clock.now - start)
    defer { leave() }
    return try await body(scope)
  }

  private func wait(_ ticket: Int, until limit: Instant) async throws(RPCError) {
    let start = context.clock.now
    let gate = Gate(context, until: limit)
    gates[ticket] = gate
    defer { gates[ticket] = nil }
    do {
      try await gate.wait()
    } catch {
      if gate.isOpen { leave() } else { machine.giveUp(ticket) }
      throw Refusal.cancelled(error, certainty: .definite)
    }
    guard gate.isOpen else {
      machine.giveUp(ticket)
      shedder?.observe(waited: context.clock.now - start)
      throw full("no room within \((limit - start).text)")
    }
  }

  private func leave() {
    if let next = machine.leave(at: context.clock.now) { gates[next]?.open() }
  }

  private func full(_ message: String) -> RPCError {
    context.count("bulkhead.refused")
    return Refusal.error(.resourceExhausted, by: kind, in: context, "\(name): \(message)")
  }
}
