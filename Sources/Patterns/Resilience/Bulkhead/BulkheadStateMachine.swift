package import Primitives

/// Decides which calls run, which wait and which are turned away.
///
/// Waiting calls run in order of arrival. One whose time has passed is skipped, so that no slot is
/// spent on work that nobody awaits any more.
package struct BulkheadStateMachine: Hashable, Sendable {
  private let options: Bulkhead.Options
  /// How many calls run.
  package private(set) var running = 0
  private var queue: [Waiter] = []
  private var nextTicket = 0

  /// An empty bulkhead.
  package init(_ options: Bulkhead.Options) {
    self.options = options
  }

  /// How many calls wait.
  package var waiting: Int { queue.count }

  /// What becomes of a call.
  package enum Arrival: Hashable, Sendable {
    /// It runs at once.
    case run
    /// It waits under a ticket.
    case wait(ticket: Int)
    /// It is turned away.
    case refuse
  }

  /// A call arrives that waits until an instant at most.
  package mutating func arrive(at now: Instant, until end: Instant) -> Arrival {
    if running < options.concurrency {
      running += 1
      return .run
    }
    guard queue.count < options.queue, end > now else { return .refuse }
    nextTicket += 1
    queue.append(Waiter(ticket: nextTicket, end: end))
    return .wait(ticket: nextTicket)
  }

  /// A running call has ended; gives the ticket of the one that runs in its place.
  package mutating func leave(at now: Instant) -> Int? {
    precondition(running > 0, "a call left a bulkhead in which \(running) were running")
    while let first = queue.first {
      queue.removeFirst()
      if first.end > now { return first.ticket }
    }
    running -= 1
    return nil
  }

  /// A waiting call no longer waits; nothing happens when it runs already.
  package mutating func giveUp(_ ticket: Int) {
    queue.removeAll { $0.ticket == ticket }
  }

  /// A call that waits, and until when.
  private struct Waiter: Hashable, Sendable {
    let ticket: Int
    let end: Instant
  }
}
