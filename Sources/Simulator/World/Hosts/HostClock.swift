package import Engine
import Primitives
package import ServiceRuntime

/// A host's clocks: a monotonic one that tells the truth and a wall clock that may not.
///
/// The wall clock keeps running over crashes, as a machine's does.
package final class HostClock {
  private let simulation: Simulation
  private var anchor = Instant.zero
  private var wallAtAnchor: Int64
  private var driftInBillionths: Int64
  private var ordinaryOffset: Duration
  private let ordinaryDrift: Int64

  /// The time of day at the beginning of every run.
  ///
  /// 10:00:00 of 1 January 2026, in UTC.
  package static let epoch = WallTime(nanosecondsSinceEpoch: 1_767_261_600_000_000_000)

  /// A clock that is so far off and drifts by so many billionths.
  package init(_ simulation: Simulation, offset: Duration = .zero, drift: Int64 = 0) {
    self.simulation = simulation
    ordinaryOffset = offset
    ordinaryDrift = drift
    wallAtAnchor = HostClock.epoch.nanosecondsSinceEpoch + offset.nanoseconds
    driftInBillionths = drift
  }

  /// The time of day as this host believes it.
  package var wallTime: WallTime {
    let elapsed = (simulation.now - anchor).nanoseconds
    let seconds = elapsed / 1_000_000_000
    let rest = elapsed % 1_000_000_000
    let drift = seconds * driftInBillionths + rest * driftInBillionths / 1_000_000_000
    return WallTime(nanosecondsSinceEpoch: wallAtAnchor + elapsed + drift)
  }

  /// Moves the wall clock at once, forwards or backwards.
  package func jump(by offset: Duration) {
    reanchor()
    wallAtAnchor += offset.nanoseconds
  }

  /// Moves the wall clock at once and for good: a repair does not take it back.
  package func step(by offset: Duration) {
    jump(by: offset)
    ordinaryOffset += offset
  }

  /// Runs fast or slow from now on, by so many billionths.
  package func drift(byBillionths billionths: Int64) {
    reanchor()
    driftInBillionths = billionths
  }

  /// Sets the wall clock so far ahead of the truth, whatever it showed before.
  package func set(ahead offset: Duration) {
    anchor = simulation.now
    wallAtAnchor =
      HostClock.epoch.nanosecondsSinceEpoch + simulation.now.nanoseconds + offset.nanoseconds
  }

  /// Takes back every jump and drift: the clock is as wrong again as it was set up to be.
  package func repair() {
    driftInBillionths = ordinaryDrift
    anchor = .zero
    wallAtAnchor = HostClock.epoch.nanosecondsSinceEpoch + ordinaryOffset.nanoseconds
  }

  private func reanchor() {
    wallAtAnchor = wallTime.nanosecondsSinceEpoch
    anchor = simulation.now
  }
}
