import Engine
import Primitives
import Testing

/// A distribution with what it states or what follows from it, all in nanoseconds.
private struct Statement {
  let name: String
  let distribution: Distribution
  let p50: Int64
  let p99: Int64
  let mean: Int64
  let digest: String

  init(
    _ name: String, _ distribution: Distribution, p50: Int64, p99: Int64, mean: Int64,
    digest: String
  ) {
    self.name = name
    self.distribution = distribution
    self.p50 = p50
    self.p99 = p99
    self.mean = mean
    self.digest = digest
  }

  /// One of each law; medians and means that are not stated were computed apart from this code.
  ///
  /// The skewed laws are narrow, because the 99th percentile of a hundred thousand draws from a
  /// wide one strays by more than two percent by chance alone.
  static let all: [Statement] = [
    Statement(
      "constant", .constant(.milliseconds(3)), p50: 3_000_000, p99: 3_000_000, mean: 3_000_000,
      digest: "9005438499bc9977ddd4571bf721b4ad"),
    Statement(
      "uniform", .uniform(.milliseconds(1), .milliseconds(11)), p50: 6_000_000, p99: 10_900_000,
      mean: 6_000_000, digest: "cf66e6fe95e06a52d32f59e22020456f"),
    Statement(
      "exponential", .exponential(mean: .milliseconds(4)), p50: 2_772_589, p99: 18_420_681,
      mean: 4_000_000, digest: "511f987cb4fe171cc2443430b6b42084"),
    Statement(
      "normal", .normal(mean: .milliseconds(10), deviation: .milliseconds(2)), p50: 10_000_000,
      p99: 14_652_696, mean: 10_000_000, digest: "cfed97b179eb8eff9d1c2e1a3fb76995"),
    Statement(
      "logNormal", .logNormal(p50: .milliseconds(4), p99: .milliseconds(16)), p50: 4_000_000,
      p99: 16_000_000, mean: 4_777_172, digest: "7bc09beb518c0b81bd5b469c2f7984c7"),
    Statement(
      "pareto", .pareto(minimum: .milliseconds(1), p99: .nanoseconds(4_641_589)), p50: 1_259_921,
      p99: 4_641_589, mean: 1_500_000, digest: "a46559ab3895659c712ca8108890f4ea"),
    Statement(
      "empirical", .empirical((1...200).reversed().map { .milliseconds($0) }), p50: 100_500_000,
      p99: 198_500_000, mean: 100_500_000, digest: "91c7c8731d24a036b90d85cb0bd424f1"),
  ]
}

private func isClose(_ value: Int64, _ stated: Int64, perMille: Int64) -> Bool {
  (value - stated).magnitude * 1000 <= (stated * perMille).magnitude
}

@Suite struct DistributionTests {
  private let streams = RandomStreams(42)

  @Test func `a hundred thousand draws have the stated percentiles and mean within two percent`() {
    for statement in Statement.all {
      let law = DelayLaw(statement.distribution)
      var stream = streams.stream(.network, at: "a", purpose: StreamKey(statement.name))
      let draws = (0..<100_000).map { _ in law.draw(from: &stream) }.sorted()
      let mean = draws.reduce(0, +) / 100_000
      #expect(isClose(draws[50_000], statement.p50, perMille: 20), "\(statement.name)")
      #expect(isClose(draws[99_000], statement.p99, perMille: 20), "\(statement.name)")
      #expect(isClose(mean, statement.mean, perMille: 20), "\(statement.name)")
    }
  }

  @Test func `draws spread evenly over all words have the stated values within five per mille`() {
    for statement in Statement.all {
      let law = DelayLaw(statement.distribution)
      let width = UInt64.max / 100_000
      var stream = streams.stream(.network, at: "b", purpose: StreamKey(statement.name))
      let draws = (0..<100_000).map { law.draw(UInt64($0) * width + stream.below(width)) }
      let mean = draws.reduce(0, +) / 100_000
      #expect(isClose(draws[50_000], statement.p50, perMille: 5), "\(statement.name)")
      #expect(isClose(draws[99_000], statement.p99, perMille: 5), "\(statement.name)")
      #expect(isClose(mean, statement.mean, perMille: 5), "\(statement.name)")
    }
  }

  @Test func `the middle word and the word at ninety-nine percent meet what was stated`() {
    let middle: UInt64 = 1 << 63
    let late = (UInt64.max / 100) * 99 + 99
    let logNormal = DelayLaw(.logNormal(p50: .seconds(4), p99: .seconds(60)))
    #expect(logNormal.draw(middle) == 4_000_000_000)
    #expect((logNormal.draw(late) - 60_000_000_000).magnitude <= 60_000)
    let pareto = DelayLaw(.pareto(minimum: .seconds(1), p99: .seconds(500)))
    #expect(pareto.draw(0) == 1_000_000_000)
    #expect((pareto.draw(late) - 500_000_000_000).magnitude <= 500_000)
    let normal = DelayLaw(.normal(mean: .seconds(10), deviation: .seconds(1)))
    #expect(normal.draw(middle) == 10_000_000_000)
    #expect((normal.draw(late) - 12_326_347_874).magnitude <= 1_000)
    let exponential = DelayLaw(.exponential(mean: .seconds(1)))
    #expect((exponential.draw(late) - 4_605_170_186).magnitude <= 1_000)
  }

  @Test func `a larger word never gives a shorter delay`() {
    let vast = Duration.nanoseconds(DelayLaw.longest)
    let shapes =
      Statement.all.map(\.distribution) + [
        .exponential(mean: vast), .normal(mean: vast, deviation: vast),
        .logNormal(p50: .nanoseconds(1), p99: vast), .pareto(minimum: .nanoseconds(1), p99: vast),
      ]
    for distribution in shapes {
      let law = DelayLaw(distribution)
      var stream = streams.stream(.network, at: "c", purpose: "words")
      var violations = 0
      for round in 0..<20_000 as Range<UInt64> {
        let word = stream.next() >> (round % 64)
        let next = word.addingReportingOverflow(1 << (round / 64 % 64))
        if next.overflow { continue }
        if law.draw(word) > law.draw(next.partialValue) { violations += 1 }
        if law.draw(~next.partialValue) > law.draw(~word) { violations += 1 }
      }
      #expect(violations == 0, "\(distribution)")
    }
  }

  @Test func `a word decides a delay, so the next word is where it was`() {
    for statement in Statement.all {
      let law = DelayLaw(statement.distribution)
      var stream = streams.stream(.network, at: "d", purpose: "latency")
      let untouched = stream
      let delay = law.draw(from: &stream)
      let following = stream.next()
      #expect(delay == law.draw(untouched.word(at: 0)))
      #expect(following == untouched.word(at: 1))
    }
  }

  @Test func `the first thousand draws of each law are what they were when committed`() {
    for statement in Statement.all {
      let law = DelayLaw(statement.distribution)
      var stream = streams.stream(.network, at: "orders-1", purpose: "latency")
      var digest = Digest()
      for _ in 0..<1000 { digest.combine(law.draw(from: &stream)) }
      #expect(digest.description == statement.digest, "\(statement.name)")
    }
  }

  @Test func `the outermost words give delays between zero and the longest`() {
    let vast = Duration.nanoseconds(DelayLaw.longest)
    let tiny = Duration.nanoseconds(1)
    let shapes: [Distribution] = [
      .constant(vast), .uniform(.zero, vast), .exponential(mean: vast), .exponential(mean: .zero),
      .normal(mean: vast, deviation: vast), .normal(mean: .zero, deviation: .zero),
      .logNormal(p50: tiny, p99: vast), .logNormal(p50: vast, p99: vast),
      .pareto(minimum: tiny, p99: vast), .pareto(minimum: vast, p99: vast),
      .empirical([vast]), .empirical([.zero]),
    ]
    for distribution in shapes {
      let law = DelayLaw(distribution)
      for word in [0, 1, (1 << 63) - 1, 1 << 63, .max - 1, .max] as [UInt64] {
        #expect((0...DelayLaw.longest).contains(law.draw(word)), "\(distribution) at \(word)")
      }
    }
    #expect(DelayLaw(.logNormal(p50: tiny, p99: vast)).draw(.max) == DelayLaw.longest)
    #expect(DelayLaw(.pareto(minimum: tiny, p99: vast)).draw(.max) == DelayLaw.longest)
    #expect(DelayLaw(.exponential(mean: .seconds(1))).draw(0) == 0)
    #expect(DelayLaw(.exponential(mean: .seconds(1))).draw(.max) / 1_000_000 == 44_361)
  }

  @Test func `a normal delay is cut at zero`() {
    let law = DelayLaw(.normal(mean: .milliseconds(1), deviation: .milliseconds(2)))
    #expect(law.draw(0) == 0)
    #expect(law.draw(1 << 61) == 0)
    #expect(law.draw(1 << 63) == 1_000_000)
  }

  @Test func `equal percentiles give a delay that never varies`() {
    let span = Duration.nanoseconds(1_234_567)
    for law in [
      DelayLaw(.logNormal(p50: span, p99: span)), DelayLaw(.pareto(minimum: span, p99: span)),
      DelayLaw(.uniform(span, span)), DelayLaw(.empirical([span, span])),
    ] {
      for word in [0, 1 << 20, 1 << 63, .max] as [UInt64] { #expect(law.draw(word) == 1_234_567) }
    }
  }

  @Test func `a uniform delay reaches both ends and nothing beyond`() {
    let law = DelayLaw(.uniform(.nanoseconds(5), .nanoseconds(8)))
    let drawn = (0..<4 as Range<UInt64>).map { law.draw($0 << 62) }
    #expect(drawn == [5, 6, 7, 8])
    #expect(law.draw(.max) == 8)
  }

  @Test func `samples are drawn in ascending order of the word, repeated ones more often`() {
    let law = DelayLaw(.empirical([.nanoseconds(9), .nanoseconds(2), .nanoseconds(9), .zero]))
    #expect((0..<4 as Range<UInt64>).map { law.draw($0 << 62) } == [0, 2, 9, 9])
  }

  @Test func `a sound distribution has no problem`() {
    for statement in Statement.all { #expect(statement.distribution.problem == nil) }
  }

  @Test func `nonsense is named with the values that make it so`() {
    let (short, long) = (Duration.milliseconds(2), Duration.milliseconds(4))
    let endless = Duration.seconds(1_000_000_000_000)
    let expected: [(Distribution, String)] = [
      (
        .uniform(long, short),
        "the upper bound must not be below the lower bound, got 2ms below 4ms"
      ),
      (
        .pareto(minimum: long, p99: short),
        "the p99 must not be below the minimum, got 2ms below 4ms"
      ),
      (.constant(.milliseconds(-1)), "the constant must not be negative, got -1ms"),
      (.constant(endless), "the constant must not exceed 72057594037927936ns"),
      (.uniform(.nanoseconds(-3), short), "the lower bound must not be negative, got -3ns"),
      (.exponential(mean: .seconds(-2)), "the mean must not be negative, got -2s"),
      (
        .normal(mean: long, deviation: .zero - short),
        "the deviation must not be negative, got -2ms"
      ),
      (.normal(mean: .zero - long, deviation: short), "the mean must not be negative, got -4ms"),
      (.logNormal(p50: long, p99: short), "the p99 must not be below the p50, got 2ms below 4ms"),
      (.logNormal(p50: .zero, p99: short), "the p50 must be at least 1ns, got 0s"),
      (.pareto(minimum: .zero, p99: short), "the minimum must be at least 1ns, got 0s"),
      (.empirical([]), "an empirical distribution needs at least one sample"),
      (.empirical([short, .zero - long]), "a sample must not be negative, got -4ms"),
    ]
    for (distribution, problem) in expected { #expect(distribution.problem == problem) }
  }
}
