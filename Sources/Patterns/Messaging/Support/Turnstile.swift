import Primitives
import ServiceRuntime

/// Lets one through at a time, in order of arrival.
final class Turnstile {
  private let context: ServiceContext
  private var isTaken = false
  private var line: [any SpawnedTask] = []

  init(_ context: ServiceContext) {
    self.context = context
  }

  /// Waits for the turn; whoever returns from here must leave.
  func enter() async throws(Cancelled) {
    guard isTaken else {
      isTaken = true
      return
    }
    let clock = context.clock
    let place = context.tasks.spawn("turnstile") {
      try? await clock.sleep(until: .distantFuture)
    }
    line.append(place)
    do {
      try await place.join()
    } catch {
      if let index = line.firstIndex(where: { $0 === place }) {
        line.remove(at: index)
        place.cancel()
      } else {
        leave()
      }
      throw error
    }
  }

  /// Lets the next one through.
  func leave() {
    if line.isEmpty {
      isTaken = false
    } else {
      line.removeFirst().cancel()
    }
  }
}
