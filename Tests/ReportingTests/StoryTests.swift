import Engine
import Harness
import Reporting
import Testing

@Suite struct StoryTests {
  @Test func `the double deduction is told in plain sentences`() throws {
    let subject = try SampleRun.subject(SampleRun.unguarded, seed: 7)
    let sentences = Story(try #require(subject.explanation)).sentences.map(\.text)
    #expect(
      sentences == [
        "client-alice asks: place-order order 1001, product console, quantity 1.",
        "orders-1 commits: orders/1001 none -> 1 console for alice, pending.",
        "orders-1 asks inventory-1 for inventory.deduct.",
        "inventory-1 commits: stock/console 10 -> 9 and 1 more record.",
        "inventory-1 crashes (fault die-before-reply): what it had in memory is gone.",
        "orders-1 learns that inventory-1 ended before it answered inventory.deduct; whether it "
          + "was done orders-1 cannot know.",
        "inventory-1 starts again, life 2.",
        "orders-1 asks inventory-1 for inventory.deduct again, attempt 2 of the same request.",
        "inventory-1 commits once more: stock/console 9 -> 8 and 1 more record.",
        "deducted-at-most-once is broken: expected order 1001 takes its 1 console once; "
          + "seen taken 2 times, 2 in all.",
        "Without the fault die-before-reply the same run keeps this law.",
      ])
  }

  @Test func `a story has five to twelve sentences in order of time, from the core only`() throws {
    var told = 0
    for seed in 1...150 as ClosedRange<UInt64> {
      let subject = try SampleRun.subject(SampleRun.hunt, seed: Seed(seed))
      guard let explanation = subject.explanation else { continue }
      told += 1
      let story = Story(explanation)
      #expect((5...12).contains(story.sentences.count), "seed \(seed)")
      let times = story.sentences.map(\.instant)
      #expect(times == times.sorted(), "seed \(seed)")
      let events = story.sentences.dropLast(2).map(\.event)
      #expect(events.allSatisfy { explanation.core.contains($0) }, "seed \(seed)")
      #expect(events.contains(explanation.violation), "seed \(seed)")
    }
    #expect(told > 3)
  }

  @Test func `a fault and what it does are one line of a timeline`() throws {
    let record = try SampleRun.subject(SampleRun.unguarded, seed: 7).record
    let lines = Timeline(record).moments.map(\.text).filter { $0.contains("die-before-reply") }
    #expect(lines == ["crashes (fault die-before-reply)"])
  }

  @Test func `the columns of a timeline stand beneath each other`() throws {
    let record = try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed).record
    let lines = TimelineText().lines(Timeline(record).moments).map(\.text)
    let hosts = ["orders-1", "inventory-1", "client-alice"]
    for line in lines {
      let columns = line.split(separator: "  ", omittingEmptySubsequences: true)
      #expect(columns[0].hasPrefix("10:00:"), "\(line)")
      #expect(columns[1].hasSuffix(" s"), "\(line)")
      let start = line.index(line.startIndex, offsetBy: 27)
      #expect(hosts.contains { line[start...].hasPrefix($0) }, "\(line)")
    }
  }
}
