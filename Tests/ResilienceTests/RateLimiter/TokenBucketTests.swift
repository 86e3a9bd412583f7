import Primitives
import Resilience
import Testing

@Suite struct TokenBucketTests {
  /// Takes as many tokens as there are at an instant.
  private func drain(_ bucket: inout TokenBucket, at now: Instant) -> Int {
    bucket.refill(to: now)
    var taken = 0
    while bucket.tokens > 0 {
      bucket.take()
      taken += 1
    }
    return taken
  }

  @Test func `being asked often changes nothing, whatever the rate and the steps`() {
    let cases: [(calls: Int, period: Int64, step: Int64)] = [
      (7, 1_000_000_007, 70_000_001), (7, 1_000_000_007, 999_983), (3, 10, 1), (3, 11, 5),
      (60, 60_000_000_000, 70_000_001), (60, 60_000_000_000, 13), (1, 3, 1),
    ]
    for (calls, period, step) in cases {
      var often = TokenBucket(RateLimit(calls, per: .nanoseconds(period), burst: 1000), at: .zero)
      _ = drain(&often, at: .zero)
      var once = often
      var total = 0
      for count in 1...500 as ClosedRange<Int64> {
        total += drain(&often, at: Instant(nanoseconds: count * step))
      }
      #expect(total == drain(&once, at: Instant(nanoseconds: 500 * step)))
      #expect(total == Int(500 * step * Int64(calls) / period))
    }
  }

  @Test func `the wait that it names is exact to the nanosecond`() {
    for calls in 1...20 {
      let limit = RateLimit(calls, per: .seconds(1), burst: 1)
      var bucket = TokenBucket(limit, at: .zero)
      bucket.take()
      let wait = bucket.timeToToken()
      bucket.refill(to: .zero + wait - .nanoseconds(1))
      #expect(bucket.tokens == 0)
      bucket.refill(to: .zero + wait)
      #expect(bucket.tokens == 1)
    }
  }

  @Test func `it never holds more than its burst, even after a century`() {
    var bucket = TokenBucket(.perSecond(1000), at: .zero)
    bucket.refill(to: Instant(nanoseconds: .max))
    #expect(bucket.tokens == 1000)
    #expect(bucket.isFull)
  }

  @Test func `a clock that goes back neither adds nor takes`() {
    var bucket = TokenBucket(.perSecond(10), at: at(5000))
    bucket.take()
    bucket.refill(to: at(1000))
    #expect(bucket.tokens == 9)
    bucket.refill(to: at(5099))
    #expect(bucket.tokens == 9)
    bucket.refill(to: at(5100))
    #expect(bucket.tokens == 10)
  }

  @Test func `a change of limit keeps what was used`() {
    var bucket = TokenBucket(.perMinute(60), at: .zero)
    for _ in 0..<50 { bucket.take() }
    bucket.change(to: .perMinute(120), at: .zero)
    #expect(bucket.tokens == 70)
    bucket.change(to: .perMinute(20), at: .zero)
    #expect(bucket.tokens == 0)
  }
}
