import Engine
import Primitives
import ServiceRuntime

/// Time as a process sees it.
extension ProcessSurroundings: ServiceClock {
  var now: Instant { simulation.now }
  var wallTime: WallTime { host.clock.wallTime }

  func sleep(until instant: Instant) async throws(Cancelled) {
    if process.isFenced {
      await process.refuse()
      throw .process
    }
    switch await simulation.sleep(until: instant) {
    case .resumed, .timeout: return
    case .cancelled: throw .task
    case .processEnded: throw .process
    }
  }
}
