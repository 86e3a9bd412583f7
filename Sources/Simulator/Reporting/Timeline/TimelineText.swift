package import Primitives
import ServiceRuntime
import World

/// A timeline as aligned lines of text: `10:00:01.240  1.240 s  inventory-1  stock 10 - 1 = 9`.
///
/// The first column is the scenario's wall clock, the second the time since the run began.
package struct TimelineText {
  /// The time of day at which the run began.
  private let epoch: WallTime

  /// The text form of timelines whose run began at the ordinary time of day.
  package init() {
    epoch = HostClock.epoch
  }

  /// A line and how it stands out.
  package struct Line: Hashable, Sendable {
    /// The line.
    package let text: String
    /// How it stands out.
    package let weight: Moment.Weight
    /// The column in which it says what happened.
    package let column: Int
  }

  /// The moments as lines, times and hosts in columns of their own.
  package func lines(_ moments: some Collection<Moment>) -> [Line] {
    let width = moments.map(\.place.count).max() ?? 0
    let wide = moments.map { TimelineText.seconds($0.instant).count }.max() ?? 0
    return moments.map { moment in
      let seconds = TimelineText.seconds(moment.instant)
      let time =
        clock(moment.instant) + "  " + String(repeating: " ", count: wide - seconds.count)
        + seconds
      let head = "\(time)  \(moment.place.padded(to: width))  "
      let mark = moment.weight == .violation ? "  <- violation" : ""
      return Line(
        text: "\(head)\(moment.text)\(mark)", weight: moment.weight, column: head.count)
    }
  }

  /// The scenario's time of day at an instant: `10:00:01.240`.
  package func clock(_ instant: Instant) -> String {
    "\(epoch + (instant - .zero))"
  }

  /// The time since the run began, to the microsecond, so that causes and effects differ.
  package static func seconds(_ instant: Instant) -> String {
    let micros = instant.nanoseconds / 1000
    let fraction = String(micros % 1_000_000)
    return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
      + " s"
  }
}
