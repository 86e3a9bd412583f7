public import Primitives

/// A bound on a figure of a workload; each gives its verdict with the points behind it.
///
/// All figures are integers or exact ratios, so that no platform rounds another way. Without a
/// sample nothing is decided.
public enum NumberLaw: Equatable, Sendable {
  /// The share of calls at a percentile, by nearest rank, waited at most so long.
  case latency(percentile: Ratio, atMost: Duration)
  /// At most this share of calls failed.
  case errorRate(atMost: Ratio)
  /// Requests were sent at most so many times as often as clients asked.
  case retryAmplification(atMost: Ratio)
  /// From the end of a fault it took at most so long until calls succeeded for good.
  case recovery(after: Instant, within: Duration)
  /// Of the calls that ended in a span at least this share succeeded.
  case availability(atLeast: Ratio, from: Instant, to: Instant)

  /// Judges samples; their order does not matter.
  package func judge(_ samples: [CallSample]) -> Measure {
    let samples = samples.sorted { ($0.ended, $0.event) < ($1.ended, $1.event) }
    switch self {
    case .latency(let percentile, let limit):
      return NumberLaw.latency(samples, percentile, limit)
    case .errorRate(let limit):
      return NumberLaw.share(
        samples, "error rate", .atMost(limit), part: { $0.isSuccess ? 0 : 1 })
    case .retryAmplification(let limit):
      return NumberLaw.share(
        samples, "attempts a call", .atMost(limit), part: { UInt64($0.attempts) })
    case .recovery(let end, let limit):
      return NumberLaw.recovery(samples, end, limit)
    case .availability(let limit, let start, let end):
      let inside = samples.filter { $0.ended >= start && $0.ended <= end }
      return NumberLaw.share(
        inside, "availability", .atLeast(limit), part: { $0.isSuccess ? 1 : 0 })
    }
  }

  /// The value at a percentile by nearest rank: the smallest that so many are not above.
  ///
  /// Returns nothing for no values.
  package static func percentile(_ share: Ratio, of values: [Int64]) -> Int64? {
    precondition(share.isProbability, "a percentile lies between 0 and 1, not at \(share)")
    guard !values.isEmpty else { return nil }
    let (high, low) = share.numerator.multipliedFullWidth(by: UInt64(values.count))
    let (quotient, remainder) = share.denominator.dividingFullWidth((high, low))
    let rank = max(1, Int(quotient) + (remainder > 0 ? 1 : 0))
    return values.sorted()[rank - 1]
  }

  private static func latency(
    _ samples: [CallSample], _ percentile: Ratio, _ limit: Duration
  ) -> Measure {
    var plot = Plot("latency", unit: .nanoseconds, bound: limit.nanoseconds)
    for sample in samples { plot.add(sample.ended, sample.latency.nanoseconds) }
    guard let value = NumberLaw.percentile(percentile, of: plot.values) else { return silent(plot) }
    guard value > limit.nanoseconds else { return Measure(.holds, plot) }
    let slow = samples.filter { $0.latency > limit }
    let evidence = Evidence(
      expected: "\(percentile) of calls wait at most \(limit.rounded)",
      seen:
        "that percentile is \(Duration.nanoseconds(value).rounded), over \(samples.count) calls",
      when: slow.first?.ended ?? .zero, because: ["\(slow.count) calls waited longer"],
      events: slow.prefix(16).map(\.event))
    return Measure(.violated(evidence), plot)
  }

  /// A sum over the samples, divided by their number.
  private static func share(
    _ samples: [CallSample], _ name: String, _ bound: Bound, part: (CallSample) -> UInt64
  ) -> Measure {
    var plot = Plot(name, unit: .millionths, bound: bound.limit.millionths)
    var sum: UInt64 = 0
    var average = Ratio.zero
    for (position, sample) in samples.enumerated() {
      sum += part(sample)
      average = Ratio(sum, UInt64(position + 1))
      plot.add(sample.ended, average.millionths)
    }
    guard let last = samples.last else { return silent(plot) }
    guard !bound.allows(average) else { return Measure(.holds, plot) }
    let evidence = Evidence(
      expected: "\(name) is \(bound.words)",
      seen: "\(average), that is \(sum) over "
        + "\(samples.count) calls", when: last.ended,
      events: samples.filter { !$0.isSuccess || $0.attempts > 1 }.prefix(16).map(\.event))
    return Measure(.violated(evidence), plot)
  }

  private static func recovery(
    _ samples: [CallSample], _ end: Instant, _ limit: Duration
  ) -> Measure {
    let after = samples.filter { $0.ended >= end }
    var plot = Plot("failures after the fault", unit: .count, bound: nil)
    var failures: Int64 = 0
    for sample in after {
      if !sample.isSuccess { failures += 1 }
      plot.add(sample.ended, failures)
    }
    guard let lastBad = after.lastIndex(where: { !$0.isSuccess }) else {
      return after.isEmpty ? silent(plot) : Measure(.holds, plot)
    }
    let isOver = lastBad + 1 < after.count
    let recovered = isOver ? after[lastBad + 1].ended : after[lastBad].ended
    if isOver, recovered - end <= limit { return Measure(.holds, plot) }
    if !isOver, recovered - end <= limit {
      return Measure(.undecided(reason: "no call succeeded after the last failure"), plot)
    }
    let evidence = Evidence(
      expected: "calls succeed for good within \(limit.rounded) of \(end)",
      seen: isOver
        ? "they did so after \((recovered - end).text)"
        : "a call still failed after \((recovered - end).text)",
      when: after[lastBad].ended, events: [after[lastBad].event])
    return Measure(.violated(evidence), plot)
  }

  private static func silent(_ plot: Plot) -> Measure {
    Measure(.undecided(reason: "there was no call to measure"), plot)
  }

  /// A bound from above or below.
  private enum Bound {
    case atMost(Ratio)
    case atLeast(Ratio)

    var limit: Ratio {
      switch self {
      case .atMost(let limit), .atLeast(let limit): limit
      }
    }

    var words: String {
      switch self {
      case .atMost(let limit): "at most \(limit)"
      case .atLeast(let limit): "at least \(limit)"
      }
    }

    func allows(_ value: Ratio) -> Bool {
      switch self {
      case .atMost(let limit): value <= limit
      case .atLeast(let limit): value >= limit
      }
    }
  }
}
