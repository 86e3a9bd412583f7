import Primitives
import ServiceRuntime

/// Where requests wait until something may have come for them.
///
/// The seam has no condition to wait for, so each waiter sleeps in a task of its own that is
/// cancelled to wake it.
final class WaitingRoom {
  private let context: ServiceContext
  private var waiters: [Waiter] = []

  private final class Waiter {
    let name: String
    let sleep: any SpawnedTask
    var isDismissed = false

    init(_ name: String, _ sleep: any SpawnedTask) {
      self.name = name
      self.sleep = sleep
    }
  }

  init(_ context: ServiceContext) {
    self.context = context
  }

  /// Waits until somebody knocks or an instant is reached.
  ///
  /// - Returns: false when the waiter was sent away and must not take anything.
  func wait(as name: String, until instant: Instant) async throws(Cancelled) -> Bool {
    let clock = context.clock
    let sleep = context.tasks.spawn("long poll") {
      try? await clock.sleep(until: instant)
    }
    let waiter = Waiter(name, sleep)
    waiters.append(waiter)
    defer {
      waiters.removeAll { $0 === waiter }
      sleep.cancel()
    }
    try await sleep.join()
    return !waiter.isDismissed
  }

  /// Ends the waits of everybody, or of those in certain names, the longest wait first.
  func wake(_ isMeant: (String) -> Bool = { _ in true }) {
    for waiter in waiters where isMeant(waiter.name) { waiter.sleep.cancel() }
  }

  /// Sends away whoever waits in a name: its request is answered by nobody any more.
  func dismiss(_ name: String) {
    for waiter in waiters where waiter.name == name {
      waiter.isDismissed = true
      waiter.sleep.cancel()
    }
  }
}
