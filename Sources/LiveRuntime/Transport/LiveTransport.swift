import Primitives
package import ServiceRuntime

/// Carries calls to wherever a directory says: over HTTP to a port, or to a process beside it.
///
/// Between processes of one program a call is handed over as a value. Nothing is written as text
/// then; deadlines, errors and what a caller may conclude from them are the same.
package final class LiveTransport: Transport {
  private let client: HTTPClient
  private let directory: Directory
  private let host: String
  private let clock: LiveClock
  private let reminders: Reminders
  private let store: MemoryStore?

  init(
    _ client: HTTPClient, directory: Directory, host: String, clock: LiveClock,
    _ reminders: Reminders, store: MemoryStore?
  ) {
    self.clock = clock
    self.reminders = reminders
    self.store = store
    self.client = client
    self.directory = directory
    self.host = host
  }

  package func perform(_ call: Call) async {
    if let store, !store.isSettled(since: store.upsets) {
      // What the request says must not be taken back by a crash once somebody else has heard it.
      do throws(StoreError) {
        try await store.settle(since: store.upsets)
      } catch {
        return call.failure = RPCError(.unavailable, error.message, certainty: .definite)
      }
    }
    switch directory.place(of: call.service) {
    case .port(let port): await send(call, to: port)
    case .process(let process): await handOver(call, to: process)
    case nil:
      call.failure = RPCError(.connectionRefused, "nobody is known as \(call.service)")
    }
  }

  /// How the wait for a process beside this one ends.
  private enum HandOverEnding: Sendable {
    case answered
    case timedOut
    case cancelled
  }

  private func handOver(_ call: Call, to process: LiveProcess) async {
    guard call.deadline.instant > clock.now else {
      return call.failure = LiveTransport.error(.timedOut(wasSent: false), call)
    }
    let copy = call.copy()
    copy.caller = host
    let carried = CarriedCall(call: copy)
    let signal = Signal(before: HandOverEnding.cancelled)
    process.begin {
      await process.answer(carried.call)
      signal.send(.answered)
    }
    let reminder =
      call.deadline.isNever
      ? nil
      : reminders.add(at: clock.machineTime(at: call.deadline.instant)) { signal.send(.timedOut) }
    let ending = await signal.wait(orWhenCancelled: .cancelled)
    if let reminder { reminders.remove(reminder) }
    switch ending {
    case .answered: call.takeOutcome(of: copy)
    case .timedOut: call.failure = LiveTransport.error(.timedOut(wasSent: true), call)
    case .cancelled: call.failure = LiveTransport.error(.cancelled(wasSent: true), call)
    }
  }

  private func send(_ call: Call, to port: UInt16) async {
    let request: HTTPMessage
    do {
      request = try RPCWire.request(of: call, port: port, caller: host, now: clock.now)
    } catch {
      call.failure = RPCError(.invalidArgument, "the request cannot be written: \(error)")
      return
    }
    let limit = clock.machineTime(at: call.deadline.instant)
    LiveTransport.end(call, await client.exchange(request, port: port, until: limit))
  }

  /// Stores in a call what an exchange came to.
  package static func end(_ call: Call, _ result: Result<HTTPMessage, ExchangeFailure>) {
    switch result {
    case .success(let response): RPCWire.take(response, into: call)
    case .failure(let failure): call.failure = error(failure, call)
    }
  }

  /// What a failed exchange lets the caller conclude: before a byte has left, nothing happened.
  private static func error(_ failure: ExchangeFailure, _ call: Call) -> RPCError {
    switch failure {
    case .refused(let reason):
      RPCError(.connectionRefused, "\(call.service) was not reached: \(reason)")
    case .lost(let reason):
      RPCError(.connectionLost, "\(call.service): \(reason)")
    case .timedOut(let wasSent):
      RPCError(
        .deadlineExceeded, "\(call.service) did not answer \(call.method) in time",
        certainty: wasSent ? .indefinite : .definite)
    case .cancelled(let wasSent):
      RPCError(
        .cancelled, "nobody waits for \(call.method) any more",
        certainty: wasSent ? .indefinite : .definite)
    }
  }
}

/// A call on its way to another process of this program.
///
/// Unchecked because calls are not sendable: the caller touches its copy again only when it has
/// been answered, and never when it was given up.
private struct CarriedCall: @unchecked Sendable {
  let call: Call
}
