import Primitives
import ServiceRuntime
import World

/// A timeline as aligned lines of text: `10:00:01.240 inventory-1  stock 10 - 1 = 9`.
package struct TimelineText {
  /// The time of day at which the run began.
  private let epoch: WallTime

  package init() {
    epoch = HostClock.epoch
  }

  /// A line and how it stands out.
  package struct Line: Hashable, Sendable {
    /// The line.
    package let text: String
    /// How it stands out.
    package let weight: Moment.Weight
  }

  /// The moments as lines, hosts in a column of their own.
  package func lines(_ moments: some Collection<Moment>) -> [Line] {
    let width = moments.map(\.place.count).max() ?? 0
    return moments.map { moment in
      let time = epoch + (moment.instant - .zero)
      let place = moment.place + String(repeating: " ", count: width - moment.place.count)
      let mark = moment.weight == .violation ? "  <- violation" : ""
      return Line(text: "\(time)  \(place)  \(moment.text)\(mark)", weight: moment.weight)
    }
  }
}
