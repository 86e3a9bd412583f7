package import Primitives
package import ServiceRuntime

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The time of the machine.
package final class LiveClock: ServiceClock {
  /// Whether the process has ended, so that whoever waits learns why.
  var hasEnded = false

  /// The machine's time at which this clock begins, so that several processes can share one.
  let origin: Duration

  /// Keeps the time of those who sleep.
  private let reminders: Reminders

  /// The machine's clock, or one that began at a moment of it.
  init(origin: Duration, _ reminders: Reminders) {
    self.origin = origin
    self.reminders = reminders
  }

  package var now: Instant { LiveClock.now - origin }

  /// The machine's time since some moment, the same for all processes.
  package static var machineTime: Duration { now - .zero }

  /// The machine's time at an instant of this clock.
  func machineTime(at instant: Instant) -> Instant {
    instant == .distantFuture ? instant : instant + origin
  }

  package var wallTime: WallTime {
    WallTime(nanosecondsSinceEpoch: LiveClock.read(CLOCK_REALTIME))
  }

  package func sleep(until instant: Instant) async throws(Cancelled) {
    if hasEnded { throw Cancelled.process }
    let instant = machineTime(at: instant)
    if instant > LiveClock.now {
      let signal = Signal(before: false)
      let reminder = reminders.add(at: instant) { signal.send(true) }
      defer { reminders.remove(reminder) }
      guard await signal.wait(orWhenCancelled: false) else {
        throw hasEnded ? Cancelled.process : Cancelled.task
      }
    }
    if Task.isCancelled { throw hasEnded ? Cancelled.process : Cancelled.task }
  }

  /// The monotonic time of the machine.
  static var now: Instant { Instant(nanoseconds: read(CLOCK_MONOTONIC)) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
