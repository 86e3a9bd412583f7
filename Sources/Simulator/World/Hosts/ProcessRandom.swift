import Engine
import Primitives
import ServiceRuntime

/// Chance for one life of a service.
///
/// Each task draws from a sequence of its own, and a task that answers requests from a new one for
/// each request. A draw that is added to one piece of work therefore leaves the draws of all other
/// work as they were.
final class ProcessRandom: RandomSource {
  private var stream: RandomStream
  /// The draws of code whose task nobody knows.
  private var others: RandomStream
  private let simulation: Simulation

  init(_ process: HostProcess) {
    simulation = process.host.cluster.simulation
    stream = ProcessRandom.stream(process)
    others = stream.branch(0)
  }

  private static func stream(_ process: HostProcess) -> RandomStream {
    process.host.cluster.simulation.streams.stream(
      .service, at: process.host.key, purpose: "service",
      occurrence: UInt64(process.incarnation))
  }

  /// Draws from the streams that the run draws from now.
  func renew(_ process: HostProcess) {
    stream = ProcessRandom.stream(process)
    others = stream.branch(0)
  }

  func next() -> UInt64 {
    let word = simulation.currentTask?.draw(from: stream) ?? others.next()
    simulation.withDigest { $0.combine(word) }
    return word
  }
}
