import Primitives
import ServiceRuntime

/// Runs a piece of work at the earliest instant that it was set to.
///
/// Nothing waits while the alarm is not set, so an idle broker lets a run come to its end. It
/// holds no work while it is not set: the work is mostly that of whoever holds the alarm.
final class Alarm {
  private let context: ServiceContext
  private let label: String
  private var pending: (instant: Instant, sleep: any SpawnedTask)?

  init(_ context: ServiceContext, _ label: String) {
    self.context = context
    self.label = label
  }

  /// Rings at an instant at the latest; does nothing when it will ring earlier anyway.
  ///
  /// - Parameter work: what is done then, the same each time.
  func set(at instant: Instant, _ work: @escaping () async -> Void) {
    if let pending {
      guard instant < pending.instant else { return }
      pending.sleep.cancel()
    }
    let sleep = context.tasks.spawn(label) {
      guard (try? await self.context.clock.sleep(until: instant)) != nil,
        self.pending?.instant == instant
      else { return }
      self.pending = nil
      await work()
    }
    pending = (instant, sleep)
  }
}
