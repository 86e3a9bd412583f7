import Primitives
package import ServiceRuntime

/// Carries calls over HTTP to whatever port a directory names.
package final class LiveTransport: Transport {
  private let client: HTTPClient
  private let directory: Directory
  private let host: String
  private let clock: LiveClock

  init(_ client: HTTPClient, directory: Directory, host: String, clock: LiveClock) {
    self.clock = clock
    self.client = client
    self.directory = directory
    self.host = host
  }

  package func perform(_ call: Call) async {
    guard let port = directory.port(of: call.service) else {
      call.failure = RPCError(.connectionRefused, "nobody is known as \(call.service)")
      return
    }
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
