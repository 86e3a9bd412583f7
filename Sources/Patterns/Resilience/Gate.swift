import Primitives
import ServiceRuntime

/// A place to wait until another task opens it or an instant has come.
///
/// Made of a task that sleeps and is cancelled to wake whoever joins it, since the seam offers no
/// other way for one task to wake another.
final class Gate {
  private let sleeper: any SpawnedTask
  /// Whether somebody opened it.
  private(set) var isOpen = false

  init(_ context: ServiceContext, until instant: Instant) {
    let clock = context.clock
    sleeper = context.tasks.spawn("gate") { _ = try? await clock.sleep(until: instant) }
  }

  /// Lets the waiting task go on; opening it again changes nothing.
  func open() {
    isOpen = true
    sleeper.cancel()
  }

  /// Waits until the gate is open or the instant has come; `isOpen` tells which.
  func wait() async throws(Cancelled) {
    do {
      try await sleeper.join()
    } catch {
      sleeper.cancel()
      throw error
    }
  }
}
