import Engine
import Primitives
package import ServiceRuntime

/// The transport protocol over the simulated network, for one process.
package final class SimulatedTransport: Transport {
  private unowned(unsafe) let process: HostProcess
  private let simulation: Simulation
  private let cluster: Cluster
  private let name: String
  @exclusivity(unchecked) private var routes: [Route] = []

  /// A service's hosts, and which of them was asked last.
  private struct Route {
    let word: UInt64
    let hosts: [Int32]
    var turn: Int
    /// What callers are told who got no reply in time; equal for all of them, so made once.
    var lateness: RPCError?
  }

  init(_ process: HostProcess) {
    self.process = process
    simulation = process.host.cluster.simulation
    cluster = process.host.cluster
    name = process.host.name
  }

  @inline(__always)
  package func perform(_ call: Call) async {
    if process.isFenced {
      await process.refuse()
      call.failure = RPCError(.cancelled, "the calling process has ended", certainty: .definite)
      return
    }
    guard let destination = nextHost(of: call) else {
      call.failure = RPCError(.connectionRefused, "no host answers to \(call.service)")
      return
    }
    let suspension = simulation.openSuspension(.reply)
    call.note.first = suspension.word
    // Calls are made again by the same process only.
    if call.caller.isEmpty { call.caller = name }
    call.note.third = simulation.noteAsking(destination)
    cluster.network.send(call, .request, from: process.host.index, to: destination)
    if !call.deadline.isNever { simulation.scheduleLimit(suspension, at: call.deadline.instant) }
    switch simulation.prepare(suspension) {
    case .isOver: break
    case .leave: await leaveThread()
    case .hop: await simulation.hop()
    }
    let wake = simulation.close(suspension)
    if case .resumed = wake { return }
    call.failure = failure(wake, call)
  }

  private func failure(_ wake: Wake, _ call: Call) -> RPCError? {
    switch wake {
    case .resumed:
      return call.failure
    case .timeout:
      simulation.record(
        .timedOut, at: process.host.index, value: call.method.word,
        text: "gives up waiting for \(call.method)")
      return lateness(of: call.service)
    case .cancelled:
      return RPCError(.cancelled, "the call was cancelled")
    case .processEnded:
      return RPCError(.cancelled, "the calling process has ended")
    }
  }

  private func lateness(of service: ServiceName) -> RPCError {
    let index = routes.firstIndex { $0.word == service.word }
    if let index, let known = routes[index].lateness { return known }
    let error = RPCError(.deadlineExceeded, "no reply from \(service.text) in time")
    if let index { routes[index].lateness = error }
    return error
  }

  /// The host that is asked next: a service's hosts take turns.
  private func nextHost(of call: Call) -> Int32? {
    let word = call.service.word
    for index in routes.indices where routes[index].word == word {
      return next(index)
    }
    let hosts = cluster.places(of: call.service)
    guard !hosts.isEmpty else { return nil }
    routes.append(Route(word: word, hosts: hosts, turn: -1))
    return next(routes.count - 1)
  }

  @inline(__always)
  private func next(_ index: Int) -> Int32 {
    let count = routes[index].hosts.count
    if count == 1 { return routes[index].hosts[0] }
    routes[index].turn = (routes[index].turn + 1) % count
    return routes[index].hosts[routes[index].turn]
  }
}
