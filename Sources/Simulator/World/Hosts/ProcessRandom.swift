import Engine
import Primitives
import ServiceRuntime

/// Chance for one life of a service.
final class ProcessRandom: RandomSource {
  private var stream: RandomStream
  private let simulation: Simulation

  init(_ process: HostProcess) {
    simulation = process.host.cluster.simulation
    stream = simulation.streams.stream(
      .service, at: process.host.key, purpose: "service",
      occurrence: UInt64(process.incarnation))
  }

  func next() -> UInt64 {
    let word = stream.next()
    simulation.withDigest { $0.combine(word) }
    return word
  }
}
