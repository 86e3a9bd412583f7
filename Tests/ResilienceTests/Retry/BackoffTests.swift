import Primitives
import Resilience
import Testing

@Suite struct BackoffTests {
  private func pauses(_ backoff: Backoff, _ count: Int) -> [Duration] {
    (1...count).map { backoff.pause(before: $0) }
  }

  private func seconds(_ milliseconds: [Int]) -> [Duration] {
    milliseconds.map { .milliseconds($0) }
  }

  @Test func `each shape gives its schedule`() {
    let base = Duration.seconds(1)
    #expect(pauses(Backoff(.constant, base: base), 3) == seconds([1000, 1000, 1000]))
    #expect(pauses(Backoff(.linear, base: base), 4) == seconds([1000, 2000, 3000, 4000]))
    #expect(pauses(Backoff(.quadratic, base: base), 5) == seconds([0, 1000, 4000, 9000, 16000]))
    #expect(pauses(Backoff(.doubling, base: base), 4) == seconds([1000, 2000, 4000, 8000]))
  }

  @Test func `the cap holds for every shape, however large the number`() {
    let cap = Duration.seconds(30)
    for shape: Backoff.Shape in [.linear, .quadratic, .doubling] {
      for repetition in [31, 100, 10_000, Int.max] {
        #expect(Backoff(shape, base: .seconds(1), cap: cap).pause(before: repetition) == cap)
      }
    }
    #expect(Backoff(.constant, base: .seconds(40), cap: cap).pause(before: 1) == cap)
  }

  @Test func `the catalogue's schedules are what it says`() {
    #expect(Retry.Options.call.attempts == 3)
    #expect(pauses(Retry.Options.call.backoff, 2) == seconds([1000, 2000]))
    #expect(Retry.Options.payment.attempts == 5)
    #expect(pauses(Retry.Options.payment.backoff, 4) == seconds([1000, 2000, 4000, 8000]))
    #expect(Retry.Options.payment.backoff.cap == .seconds(30))
    #expect(Retry.Options.queueWorker.attempts == 6)
    #expect(
      pauses(Retry.Options.queueWorker.backoff, 5) == seconds([0, 1000, 4000, 9000, 16000]))
    #expect(pauses(Retry.Options.failingService.backoff, 2) == seconds([1000, 2000]))
    let database = pauses(Retry.Options.database.backoff, 4)
    #expect(database == [500_000, 750_000, 1_125_000, 1_687_500].map { .microseconds($0) })
  }

  @Test func `jitter stays within the bounds that its kind promises`() {
    let pause = Duration.seconds(4)
    let cap = Duration.seconds(10)
    let bounds: [(Jitter, Duration, Duration)] = [
      (.none, pause, pause), (.full, .zero, pause), (.equal, .seconds(2), pause),
      (.added(.one), pause, .seconds(8)), (.added(Ratio(5, 1)), pause, cap),
      (.decorrelated, pause, cap),
    ]
    for (jitter, least, most) in bounds {
      let backoff = Backoff(.constant, base: pause, cap: cap, jitter: jitter)
      let low = backoff.pause(before: 1, previous: pause) { _ in 0 }
      let high = backoff.pause(before: 1, previous: pause) { $0 - 1 }
      #expect(low == least, "\(jitter)")
      #expect(high == most, "\(jitter)")
    }
  }

  @Test func `decorrelated pauses follow the pause before`() {
    let backoff = Backoff(
      .constant, base: .seconds(1), cap: .seconds(30), jitter: .decorrelated)
    func longest(after previous: Duration) -> Duration {
      backoff.pause(before: 9, previous: previous) { $0 - 1 }
    }
    #expect(longest(after: .seconds(1)) == .seconds(3))
    #expect(longest(after: .seconds(3)) == .seconds(9))
    #expect(longest(after: .seconds(20)) == .seconds(30))
    #expect(longest(after: .zero) == .seconds(1))
  }

  @Test func `a schedule without jitter takes no draw`() {
    var draws = 0
    let pause = Backoff(.doubling, base: .seconds(1)).pause(before: 2, previous: .zero) { _ in
      draws += 1
      return 0
    }
    #expect(pause == .seconds(2))
    #expect(draws == 0)
  }

  @Test func `the longest run counts every attempt and every pause`() {
    #expect(Retry.Options.call.longestRun(perAttempt: .seconds(5)) == .seconds(18))
    #expect(Retry.Options.payment.longestRun(perAttempt: .seconds(5)) == .seconds(40))
    #expect(Retry.Options.network.longestRun(perAttempt: .seconds(1)) == .seconds(35))
    let once = Retry.Options(attempts: 1, backoff: Backoff(.constant, base: .seconds(9)))
    #expect(once.longestRun(perAttempt: .seconds(5)) == .seconds(5))
  }
}
