import Primitives
import ServiceRuntime

/// Runs one piece of work at the earliest instant that it was set to.
///
/// Nothing waits while the alarm is not set, so an idle broker lets a run come to its end.
final class Alarm {
  private let context: ServiceContext
  private let label: String
  private let work: () async -> Void
  private var pending: (instant: Instant, sleep: any SpawnedTask)?

  init(_ context: ServiceContext, _ label: String, _ work: @escaping () async -> Void) {
    self.context = context
    self.label = label
    self.work = work
  }

  /// Rings at an instant at the latest; does nothing when it will ring earlier anyway.
  func set(at instant: Instant) {
    if let pending {
      guard instant < pending.instant else { return }
      pending.sleep.cancel()
    }
    let sleep = context.tasks.spawn(label) {
      guard (try? await self.context.clock.sleep(until: instant)) != nil,
        self.pending?.instant == instant
      else { return }
      self.pending = nil
      await self.work()
    }
    pending = (instant, sleep)
  }
}
