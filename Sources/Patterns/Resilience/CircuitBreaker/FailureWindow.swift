package import Primitives

/// What is remembered of recent calls, in order to tell whether there is too much failure.
///
/// A window of time is kept in ten slices, so it forgets in steps of a tenth of its length.
package struct FailureWindow: Hashable, Sendable {
  private let rule: CircuitBreaker.TripRule
  private var slices: [Slice]
  private var next = 0
  private var streak = 0
  private var recorded = 0

  private static let slicesOfTime = 10

  /// A window without calls.
  package init(_ rule: CircuitBreaker.TripRule) {
    self.rule = rule
    switch rule {
    case .consecutive: slices = []
    case .share(let share):
      switch share.window {
      case .calls(let count): slices = Array(repeating: Slice(), count: count)
      case .time: slices = Array(repeating: Slice(), count: FailureWindow.slicesOfTime)
      }
    }
  }

  /// Takes in the end of a call.
  package mutating func record(isFailure: Bool, latency: Duration, at now: Instant) {
    switch rule {
    case .consecutive:
      recorded += 1
      streak = isFailure ? streak + 1 : 0
    case .share(let share):
      let isSlow = share.slow.map { latency >= $0.latency } ?? false
      switch share.window {
      case .calls(let count):
        slices[next] = Slice()
        slices[next].add(isFailure: isFailure, isSlow: isSlow)
        next = (next + 1) % count
      case .time(let length):
        let epoch = FailureWindow.epoch(of: now, length)
        let index = Int(epoch % Int64(FailureWindow.slicesOfTime))
        if slices[index].epoch != epoch { slices[index] = Slice(epoch: epoch) }
        slices[index].add(isFailure: isFailure, isSlow: isSlow)
      }
    }
  }

  /// Whether the calls that are remembered call for opening the circuit.
  package func trips(at now: Instant) -> Bool {
    switch rule {
    case .consecutive(let failures, let minimum):
      return streak >= failures && recorded >= minimum
    case .share(let share):
      let total = total(share.window, at: now)
      guard total.calls >= share.minimum else { return false }
      let calls = UInt64(total.calls)
      if Ratio(UInt64(total.failures), calls) >= share.failures { return true }
      guard let slow = share.slow else { return false }
      return Ratio(UInt64(total.slow), calls) >= slow.share
    }
  }

  /// Forgets everything.
  package mutating func clear() {
    self = FailureWindow(rule)
  }

  private func total(_ window: CircuitBreaker.Window, at now: Instant) -> Slice {
    var total = Slice()
    for slice in slices {
      switch window {
      case .calls: break
      case .time(let length):
        let oldest = FailureWindow.epoch(of: now, length) - Int64(FailureWindow.slicesOfTime) + 1
        guard slice.epoch >= oldest else { continue }
      }
      total.calls += slice.calls
      total.failures += slice.failures
      total.slow += slice.slow
    }
    return total
  }

  private static func epoch(of now: Instant, _ length: Duration) -> Int64 {
    max(now.nanoseconds, 0) / max(length.nanoseconds / Int64(slicesOfTime), 1)
  }

  /// The calls of one slice: one call, or those of a tenth of the time.
  private struct Slice: Hashable, Sendable {
    var epoch: Int64 = 0
    var calls = 0
    var failures = 0
    var slow = 0

    mutating func add(isFailure: Bool, isSlow: Bool) {
      calls += 1
      if isFailure { failures += 1 }
      if isSlow { slow += 1 }
    }
  }
}
