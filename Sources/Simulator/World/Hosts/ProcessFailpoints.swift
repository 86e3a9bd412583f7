import Engine
import Primitives
import ServiceRuntime

/// Named points of one life of a service.
final class ProcessFailpoints: Failpoints {
  private unowned(unsafe) let process: HostProcess
  private let cluster: Cluster

  init(_ process: HostProcess) {
    self.process = process
    cluster = process.host.cluster
  }

  var isArmed: Bool { cluster.failpointRule != nil || cluster.simulation.trace.isFull }

  func reach(_ name: FailpointName) async throws {
    if process.isFenced { throw Cancelled.process }
    cluster.simulation.annotate(.failpointReached, at: process.host.index, text: name.text)
    guard let rule = cluster.failpointRule else { return }
    switch rule.verdict(at: name, on: process.host) {
    case .pass:
      break
    case .crash(let wipesDisk):
      cluster.crash(process.host, wipesDisk: wipesDisk)
    case .delay(let duration):
      let wake = await cluster.simulation.sleep(until: cluster.simulation.now + duration)
      if wake == .cancelled { throw Cancelled.task }
    case .fail(let error):
      throw error
    }
    // A host that was frozen here is frozen here, and not only where the code waits next.
    if process.host.isPaused { _ = await cluster.simulation.sleep(until: cluster.simulation.now) }
    if process.isFenced { throw Cancelled.process }
  }
}
