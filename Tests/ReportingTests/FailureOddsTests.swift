import Engine
import Harness
import Primitives
import Reporting
import Testing

@Suite struct FailureOddsTests {
  private func counted(_ path: String, seed: Seed, _ continuations: Int) throws -> FailureOdds {
    let runner = try SampleRun.runner(path)
    let explanation = try #require(SampleRun.subject(path, seed: seed).explanation)
    return FailureOdds(explanation, continuations: continuations) { renewal in
      var options = ScenarioRunner.Options()
      options.renewal = renewal
      return runner.run(seed, options)
    }
  }

  @Test func `what a run did before its chance changes stays as it was`() throws {
    let runner = try SampleRun.runner(SampleRun.hunt)
    var options = ScenarioRunner.Options()
    options.level = .full
    let plain = runner.run(3, options).trace.events
    let middle = plain[plain.count / 2].instant
    options.renewal = ChanceRenewal(at: middle, with: 99)
    let other = runner.run(3, options).trace.events
    let before = plain.prefix { $0.instant < middle }
    #expect(before.count > 20)
    #expect(before.map(\.instant) == other.prefix(before.count).map(\.instant))
    #expect(before.map(\.kind) == other.prefix(before.count).map(\.kind))
    #expect(plain.map(\.instant) != other.map(\.instant))
    // Two continuations differ from each other as well.
    options.renewal = ChanceRenewal(at: middle, with: 100)
    #expect(runner.run(3, options).trace.events.map(\.instant) != other.map(\.instant))
  }

  @Test func `a failure that a planned fault makes certain is sealed from the beginning`() throws {
    let odds = try counted(SampleRun.unguarded, seed: 7, 5)
    #expect(odds.points.allSatisfy { $0.failures == 5 }, "\(odds.points)")
    #expect(odds.sealed == odds.points.first)
    #expect(odds.sentence.contains("sealed from the beginning: 5 of 5"), "\(odds.sentence)")
  }

  @Test func `a failure by chance becomes likelier until it cannot be helped`() throws {
    let path = "Scenarios/Hazards/phantom-stock/hunt.jsonc"
    let runner = try SampleRun.runner(path)
    // Found, not stated: of some failures the nemesis' plan alone is enough.
    let found = try (1...60 as ClosedRange<UInt64>).map { Seed($0) }
      .filter { runner.run($0).firstViolation != nil }.prefix(4)
      .map { try counted(path, seed: $0, 6) }
      .first { $0.points[0].failures < 6 }
    let odds = try #require(found)
    let shares = odds.points.map(\.failures)
    #expect((2...FailureOdds.instants).contains(shares.count))
    #expect(shares.last == 6, "\(shares)")
    #expect(odds.points.map(\.instant) == odds.points.map(\.instant).sorted())
    let sealed = try #require(odds.sealed)
    #expect(sealed.instant > odds.points[0].instant)
    #expect(odds.sentence.contains("\(shares[0]) of 6 continuations break the law; from "))
  }

  @Test func `a page shows the odds where they were asked for`() throws {
    var subject = try SampleRun.subject(SampleRun.unguarded, seed: 7)
    #expect(!HTMLReport(subject).text.contains("When it was decided"))
    subject.odds = try counted(SampleRun.unguarded, seed: 7, 3)
    let page = HTMLReport(subject).text
    #expect(page.contains("When it was decided"))
    #expect(page.contains("sealed from the beginning: 3 of 3"))
    let last = try #require(subject.odds?.points.last)
    #expect(page.contains("<a href=\"#e=\(last.event)\" class=\"sealed\">"))
  }
}
