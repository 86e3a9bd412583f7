import Engine
package import Primitives
package import ServiceRuntime

/// Plays everyone that a process calls, by a script, and records the calls.
///
/// Each kind of request has code that answers it and, in order of calls, fates that befall the
/// messages. Calls beyond the listed fates pass undisturbed. The answering code really runs, also
/// when its reply is lost, so a test can count effects that the caller does not know of.
package final class ScriptedTransport: Transport {
  private let simulation: Simulation
  private let others: Life
  private let handlers = HandlerTable()
  private var fates = OrderedDictionary<String, [Fate]>()
  /// The calls so far, in order.
  package private(set) var calls: [RecordedCall] = []

  init(_ simulation: Simulation) {
    self.simulation = simulation
    others = Life(simulation, incarnation: 0, place: "others")
  }

  /// What befalls one call.
  package enum Fate: Hashable, Sendable {
    /// Nothing.
    case pass
    /// The request takes this long to arrive.
    case delayRequest(Duration)
    /// The reply takes this long to arrive.
    case delayReply(Duration)
    /// The request never arrives, and nobody says so.
    case loseRequest
    /// The request is answered and the reply lost, and nobody says so.
    case loseReply
    /// The call ends with this error and nobody is asked.
    case fail(RPCError)
  }

  /// A call as it was made.
  package struct RecordedCall: Hashable, Sendable {
    /// When it was made.
    package let instant: Instant
    /// The kind of request.
    package let method: Method
    /// Whom it was for.
    package let service: ServiceName
    /// Until when the caller waits.
    package let deadline: Deadline
    /// What went beside it.
    package let metadata: Metadata
    /// The request as text.
    package let request: String
    /// What befell it.
    package let fate: Fate
  }

  /// Says how requests of a kind are answered.
  package func answer<R: Request>(
    _ request: R.Type, _ body: @escaping (R) async throws -> R.Reply
  ) {
    handlers.register(request) { request, _ in try await body(request) }
  }

  /// Says what befalls the next calls of a kind, in order.
  package func script<R: Request>(_ request: R.Type, _ next: [Fate]) {
    fates[R.method.name, default: []].append(contentsOf: next)
  }

  /// How many calls of a kind were made.
  package func count<R: Request>(of request: R.Type) -> Int {
    calls.count { $0.method == R.method }
  }

  /// When calls of a kind were made.
  package func instants<R: Request>(of request: R.Type) -> [Instant] {
    calls.filter { $0.method == R.method }.map(\.instant)
  }

  package func perform(_ call: Call) async {
    let fate = nextFate(of: call.method)
    calls.append(
      RecordedCall(
        instant: simulation.now, method: call.method, service: call.service,
        deadline: call.deadline, metadata: call.metadata, request: call.requestText, fate: fate))
    if case .fail(let error) = fate {
      call.failure = error
      return
    }
    let reply = simulation.openSuspension(.reply)
    if !call.deadline.isNever { simulation.scheduleTimer(reply, at: call.deadline.instant) }
    let copy = call.copy()
    carry(copy, fate, reply)
    switch await simulation.wait(for: reply) {
    case .resumed: call.takeOutcome(of: copy)
    case .timeout: call.failure = RPCError(.deadlineExceeded, "no reply came in time")
    case .cancelled, .processEnded: call.failure = RPCError(.cancelled, "the caller has gone")
    }
  }

  private func nextFate(of method: Method) -> Fate {
    guard let next = fates[method.name]?.first else { return .pass }
    fates[method.name]?.removeFirst()
    return next
  }

  /// Lets the call be answered on the other side and wakes the caller with the outcome.
  private func carry(_ call: Call, _ fate: Fate, _ reply: Suspension) {
    if fate == .loseRequest { return }
    others.spawn("answer \(call.method)") {
      if case .delayRequest(let delay) = fate { await self.pass(delay) }
      await self.answer(call)
      if case .delayReply(let delay) = fate { await self.pass(delay) }
      if fate != .loseReply { self.simulation.wake(reply, .resumed) }
    }
  }

  private func answer(_ call: Call) async {
    guard let handler = handlers.handler(for: call.method) else {
      call.failure = RPCError(.unimplemented, "no answer is scripted for \(call.method)")
      return
    }
    await handler.answer(call, IncomingCall(call))
  }

  private func pass(_ delay: Duration) async {
    _ = await simulation.sleep(until: simulation.now + delay)
  }
}
