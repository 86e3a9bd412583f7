import Engine
import Primitives
import ServiceRuntime

/// Calls of one process, carried by the simulated network.
extension ProcessSurroundings: Transport {
  @inline(__always)
  func perform(_ call: Call) async {
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
    if call.caller.isEmpty { call.caller = host.name }
    call.note.third = simulation.noteAsking(destination)
    network.send(call, .request, from: place, to: destination)
    if !call.deadline.isNever { simulation.scheduleLimit(suspension, at: call.deadline.instant) }
    switch simulation.prepare(suspension) {
    case .isOver: break
    case .leave: await leaveThread()
    case .hop: await simulation.hop()
    }
    let wake = simulation.close(suspension)
    if case .resumed = wake { return }
    noteFailure(of: call, wake)
  }

  private func noteFailure(of call: Call, _ wake: Wake) {
    switch wake {
    case .resumed:
      break
    case .timeout:
      simulation.record(
        .timedOut, at: place, value: call.method.word, text: "gives up waiting for \(call.method)")
      noteLateness(of: call)
    case .cancelled:
      call.failure = RPCError(.cancelled, "the call was cancelled")
    case .processEnded:
      call.failure = RPCError(.cancelled, "the calling process has ended")
    }
  }

  private func noteLateness(of call: Call) {
    let word = call.service.word
    guard let index = routes.firstIndex(where: { $0.word == word }) else {
      preconditionFailure("a call to \(call.service) timed out, none was sent there")
    }
    if routes[index].lateness == nil {
      routes[index].lateness = RPCError(
        .deadlineExceeded, "no reply from \(call.service.text) in time")
    }
    call.failure = routes[index].lateness
  }

  /// The host that is asked next: a service's hosts take turns.
  @inline(__always)
  private func nextHost(of call: Call) -> Int32? {
    let word = call.service.word
    for index in routes.indices where routes[index].word == word {
      return next(index)
    }
    return firstHost(of: call)
  }

  @inline(never)
  private func firstHost(of call: Call) -> Int32? {
    let hosts = cluster.places(of: call.service)
    guard let first = hosts.first else { return nil }
    routes.append(Route(word: call.service.word, hosts: hosts, first: first))
    return next(routes.count - 1)
  }

  @inline(__always)
  private func next(_ index: Int) -> Int32 {
    if routes[index].isSingle { return routes[index].first }
    let turn = (routes[index].turn + 1) % routes[index].hosts.count
    routes[index].turn = turn
    return routes[index].hosts[turn]
  }
}
