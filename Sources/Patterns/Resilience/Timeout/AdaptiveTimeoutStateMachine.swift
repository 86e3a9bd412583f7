import Primitives

/// A time limit that follows a percentile of what calls took lately.
///
/// Calls that ran into the limit count as having taken it: leaving them out would let the limit
/// shrink just when the target becomes slow.
package struct AdaptiveTimeoutStateMachine: Sendable {
  private let options: AdaptiveTimeout.Options
  private var recent: [Int64] = []
  private var sorted: [Int64] = []
  private var next = 0

  /// A limit before any call.
  package init(_ options: AdaptiveTimeout.Options) {
    self.options = options
  }

  /// The number of latencies that are remembered.
  package var count: Int { sorted.count }

  /// Takes in what a call took.
  package mutating func observe(_ latency: Duration) {
    let value = max(latency.nanoseconds, 0)
    if recent.count < options.samples {
      recent.append(value)
    } else {
      sorted.remove(at: position(of: recent[next]))
      recent[next] = value
      next = (next + 1) % options.samples
    }
    sorted.insert(value, at: position(of: value))
  }

  /// The limit for the next call; the greatest one until enough latencies are known.
  package var limit: Duration {
    guard let percentile, sorted.count >= options.minimumSamples else { return options.longest }
    let wanted = percentile.scaled(by: options.margin, atMost: options.longest)
    return max(wanted, options.shortest)
  }

  /// The percentile by the nearest-rank rule, nothing without latencies.
  package var percentile: Duration? {
    guard !sorted.isEmpty else { return nil }
    let count = UInt64(sorted.count)
    let (numerator, denominator) = (options.percentile.numerator, options.percentile.denominator)
    let rank = (count * numerator + denominator - 1) / denominator
    return .nanoseconds(sorted[Int(min(max(rank, 1), count)) - 1])
  }

  /// The first position whose latency is not below a value, by bisection.
  private func position(of value: Int64) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
