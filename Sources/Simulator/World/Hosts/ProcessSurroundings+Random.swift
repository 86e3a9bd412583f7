import Engine
import Primitives
import ServiceRuntime

/// Chance for one life of a service.
///
/// Each task draws from a sequence of its own, and a task that answers requests from a new one for
/// each request. A draw that is added to one piece of work therefore leaves the draws of all other
/// work as they were.
extension ProcessSurroundings: RandomSource {
  func next() -> UInt64 {
    if chance == nil { chance = makeChance() }
    let word = draw()
    simulation.withDigest { $0.combine(word) }
    return word
  }

  /// Draws from the streams that the run draws from now.
  func renewChance() {
    chance = nil
  }

  private func draw() -> UInt64 {
    guard let stream = chance?.stream else { preconditionFailure("chance must have been made") }
    return simulation.currentTask?.draw(from: stream) ?? chance?.others.next() ?? 0
  }

  private func makeChance() -> Chance {
    let stream = simulation.streams.stream(
      .service, at: host.key, purpose: "service", occurrence: UInt64(incarnation))
    return Chance(stream: stream, others: stream.branch(0))
  }
}
