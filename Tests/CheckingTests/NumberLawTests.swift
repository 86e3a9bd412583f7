import Checking
import Primitives
import Testing

private func at(_ milliseconds: Int64) -> Instant {
  Instant(nanoseconds: milliseconds * 1_000_000)
}

private func call(
  _ end: Int64, took: Int64 = 1, _ isSuccess: Bool = true, attempts: Int = 1
) -> CallSample {
  CallSample(
    started: at(end - took), ended: at(end), isSuccess: isSuccess, attempts: attempts,
    event: Int(end))
}

@Suite struct NumberLawTests {
  @Test func `a percentile is the value at the nearest rank`() {
    let values: [Int64] = [50, 15, 20, 35, 40]
    #expect(NumberLaw.percentile(.percent(5), of: values) == 15)
    #expect(NumberLaw.percentile(.percent(30), of: values) == 20)
    #expect(NumberLaw.percentile(.percent(40), of: values) == 20)
    #expect(NumberLaw.percentile(.percent(50), of: values) == 35)
    #expect(NumberLaw.percentile(.percent(100), of: values) == 50)
    #expect(NumberLaw.percentile(.zero, of: values) == 15)
    #expect(NumberLaw.percentile(.one, of: []) == nil)
  }

  @Test func `latency is held against its percentile`() {
    let samples = (1...100).map { call(Int64($0) * 10, took: $0 > 95 ? 9 : 2) }
    let kept = NumberLaw.latency(percentile: .percent(95), atMost: .milliseconds(2)).judge(samples)
    #expect(kept.verdict == .holds)
    #expect(kept.plot.values.count == 100)
    #expect(kept.plot.bound == 2_000_000)
    let broken = NumberLaw.latency(percentile: .percent(96), atMost: .milliseconds(8))
      .judge(samples)
    #expect(broken.verdict.evidence?.seen == "that percentile is 9 ms, over 100 calls")
    #expect(broken.verdict.evidence?.events == [960, 970, 980, 990, 1000])
  }

  @Test func `the share of errors is exact`() {
    let samples = (1...3).map { call(Int64($0), $0 != 3) }
    #expect(NumberLaw.errorRate(atMost: Ratio(1, 3)).judge(samples).verdict == .holds)
    let broken = NumberLaw.errorRate(atMost: Ratio(333_333, 1_000_000)).judge(samples)
    #expect(broken.verdict.isViolated)
    #expect(broken.plot.values == [0, 0, 333_333])
  }

  @Test func `retries multiply requests`() {
    let samples = [call(1, attempts: 1), call(2, attempts: 3), call(3, attempts: 2)]
    #expect(NumberLaw.retryAmplification(atMost: Ratio(2, 1)).judge(samples).verdict == .holds)
    #expect(
      NumberLaw.retryAmplification(atMost: Ratio(19, 10)).judge(samples).verdict.isViolated)
  }

  @Test func `recovery lasts until calls succeed for good`() {
    let samples = [call(5, false), call(12, false), call(14), call(16, false), call(19), call(30)]
    func law(_ limit: Int64) -> Verdict {
      NumberLaw.recovery(after: at(10), within: .milliseconds(limit)).judge(samples).verdict
    }
    #expect(law(9) == .holds)
    #expect(law(8).evidence?.seen == "they did so after 9ms")
    let open = NumberLaw.recovery(after: at(10), within: .milliseconds(9))
    #expect(!open.judge([call(12, false)]).verdict.isHolding)
    #expect(!open.judge([call(12, false)]).verdict.isViolated)
    #expect(open.judge([call(25, false)]).verdict.isViolated)
    #expect(open.judge([call(25)]).verdict == .holds)
  }

  @Test func `availability counts the calls of its span only`() {
    let samples = [call(1, false), call(10), call(11, false), call(20), call(31, false)]
    func law(_ parts: UInt64) -> Verdict {
      NumberLaw.availability(atLeast: Ratio(parts, 3), from: at(10), to: at(20)).judge(samples)
        .verdict
    }
    #expect(law(2) == .holds)
    #expect(law(3).isViolated)
  }

  @Test func `without calls nothing is decided`() {
    for law: NumberLaw in [
      .errorRate(atMost: .zero), .retryAmplification(atMost: .one),
      .latency(percentile: .one, atMost: .zero), .recovery(after: .zero, within: .zero),
      .availability(atLeast: .one, from: .zero, to: .zero),
    ] {
      let verdict = law.judge([]).verdict
      #expect(verdict == .undecided(reason: "there was no call to measure"))
    }
  }
}

@Suite struct ConvergenceTests {
  @Test func `a copy equals its source after quiet`() {
    let law = ConvergenceLaw(of: "stock")
    let source: OrderedDictionary = ["a": 1, "b": 2]
    #expect(
      law.judge(source, copies: [("cache", ["b": 2, "a": 1])], at: at(1)) == .holds)
    let late = law.judge(source, copies: [("cache", ["a": 1])], at: at(1))
    #expect(late.evidence?.seen == "b is nothing")
    let extra = law.judge(source, copies: [("cache", ["a": 1, "b": 2, "c": 3])], at: at(1))
    #expect(extra.evidence?.seen == "c is 3")
    #expect(!law.judge(source, copies: [], at: at(1)).isHolding)
  }

  @Test func `a copy may lag for so long`() {
    typealias Law = StalenessLaw
    let source = [Law.VersionChange(at(10), 1), .init(at(20), 2), .init(at(30), 3)]
    let copies = [Law.CopyChange("view", at(14), 1), .init("view", at(27), 3)]
    let measure = Law(limit: .milliseconds(7)).judge(source: source, copies: copies, until: at(50))
    #expect(measure.verdict == .holds)
    #expect(measure.plot.values == [4_000_000, 7_000_000, 0])
    let tight = Law(limit: .milliseconds(6)).judge(source: source, copies: copies, until: at(50))
    #expect(tight.verdict.evidence?.seen == "it lagged 7 ms")
    let stuck = Law(limit: .milliseconds(9)).judge(
      source: source, copies: [copies[0]], until: at(50))
    #expect(stuck.verdict.evidence?.when == at(50))
    #expect(!Law(limit: .zero).judge(source: source, copies: [], until: at(50)).verdict.isHolding)
  }
}
