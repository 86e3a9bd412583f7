import Engine

/// A bounded number of connections, and who waits for one, first come first.
struct ConnectionPool {
  private let limit: Int
  private(set) var inUse = 0
  private var waiters: [Waiter] = []

  /// Somebody who waits for a connection.
  final class Waiter {
    let suspension: Suspension
    /// Set when the connection is handed over, which decides; the wake may have come from a timer.
    var isGranted = false

    init(_ suspension: Suspension) {
      self.suspension = suspension
    }
  }

  init(limit: Int?) {
    self.limit = limit ?? .max
  }

  /// Takes a connection if one is free and nobody came earlier.
  mutating func take() -> Bool {
    guard inUse < limit, waiters.isEmpty else { return false }
    inUse += 1
    return true
  }

  mutating func enqueue(_ waiter: Waiter) {
    waiters.append(waiter)
  }

  mutating func remove(_ waiter: Waiter) {
    waiters.removeAll { $0 === waiter }
  }

  /// Gives a connection back and names the waiter that it has been handed to.
  mutating func giveBack() -> Waiter? {
    precondition(inUse > 0, "a connection was given back, yet \(inUse) are in use")
    guard !waiters.isEmpty else {
      inUse -= 1
      return nil
    }
    let next = waiters.removeFirst()
    next.isGranted = true
    return next
  }

  /// Empties the queue and names who waited in it.
  mutating func dismissWaiters() -> [Waiter] {
    defer { waiters = [] }
    return waiters
  }
}
