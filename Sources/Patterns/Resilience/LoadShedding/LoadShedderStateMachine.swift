package import Primitives

/// Decides which calls are turned away, given how long work has been waiting.
///
/// Judges by the *least* wait of an interval, as CoDel does: a queue that empties now and then is
/// doing its work, one whose shortest wait exceeds the target is standing. Each interval that stood
/// turns away one more class, each that did not lets one more in, so load returns gradually.
package struct LoadShedderStateMachine: Hashable, Sendable {
  private let options: LoadShedder.Options
  private var intervalEnd: Instant?
  private var leastWait: Duration?
  /// How many of the lowest classes are turned away.
  package private(set) var level = 0

  /// A shedder that lets everything in.
  package init(_ options: LoadShedder.Options) {
    self.options = options
  }

  /// The highest level: everything but what is critical.
  package static let highestLevel = Priority.critical.rawValue

  /// Says whether a call of a priority is let in.
  package mutating func admits(_ priority: Priority, at now: Instant) -> Bool {
    advance(to: now)
    return priority.rawValue >= level
  }

  /// Work has begun, or given up, after a wait.
  package mutating func observe(waited wait: Duration, at now: Instant) {
    advance(to: now)
    leastWait = min(leastWait ?? wait, wait)
  }

  /// Closes the intervals that have ended; those without work count as calm.
  private mutating func advance(to now: Instant) {
    guard let end = intervalEnd else {
      intervalEnd = now + options.interval
      return
    }
    guard now >= end else { return }
    let stood = leastWait.map { $0 > options.target } ?? false
    level = stood ? min(level + 1, LoadShedderStateMachine.highestLevel) : max(level - 1, 0)
    leastWait = nil
    let quiet = (now - end).nanoseconds / options.interval.nanoseconds
    level = Int(max(Int64(level) - quiet, 0))
    intervalEnd = end + options.interval * (quiet + 1)
  }
}
