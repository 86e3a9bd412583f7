import Engine
import Primitives
import ServiceRuntime

/// Named points of one life of a service.
extension ProcessSurroundings: Failpoints {
  var isArmed: Bool { cluster.failpointRule != nil || simulation.trace.isFull }

  func reach(_ name: FailpointName) async throws {
    if process.isFenced { throw Cancelled.process }
    simulation.annotate(.failpointReached, at: place, text: name.text)
    guard let rule = cluster.failpointRule else { return }
    switch rule.verdict(at: name, on: host) {
    case .pass:
      break
    case .crash(let wipesDisk):
      cluster.crash(host, wipesDisk: wipesDisk)
    case .delay(let duration):
      let wake = await simulation.sleep(until: simulation.now + duration)
      if wake == .cancelled { throw Cancelled.task }
    case .fail(let error):
      throw error
    }
    // A host that was frozen here is frozen here, and not only where the code waits next.
    if host.isPaused { _ = await simulation.sleep(until: simulation.now) }
    if process.isFenced { throw Cancelled.process }
  }
}
