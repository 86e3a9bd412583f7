import Engine
import Foundation
import Harness
import Reporting
import Testing

/// The page about many runs.
@Suite struct SweepPageTests {
  private static func cause(_ text: String, isSurprise: Bool, count: Int) -> CauseSummary {
    CauseSummary(
      signature: "\(text) / stock", law: text, count: count, isSurprise: isSurprise, seed: "7",
      when: "1.5 s", expected: text, seen: "2 of \(text)", drawn: "{ \"kinds\": \"drop, crash\" }",
      replay: "orrery replay '\(text)' --seed 7", page: nil, explained: { nil })
  }

  private static func scenario(
    _ path: String, title: String = "A title", broken: Int = 0, expects: String = "holds",
    laws: [LawSummary] = [], causes: [CauseSummary] = [], levels: ServiceLevels? = nil
  ) -> ScenarioSummary {
    let half = ShareSummary(runs: 5, broken: broken)
    return ScenarioSummary(
      path: path, title: title, expects: expects, ending: "came to an end",
      isAsExpected: (broken > 0) == (expects != "holds"),
      outcomes: OutcomeSummary(runs: 10, broken: broken, crashed: 0, undecided: 1, events: 1234),
      lengths: [(40, 40, half), (90, 90, half)], laws: laws,
      faults: [("crash", half), ("never", ShareSummary(runs: 0, broken: 0))],
      draws: [("kinds", [("drop", half), ("crash", half)])], pairs: [("crash", "drop", 5)],
      causes: causes, levels: levels)
  }

  private static func text(_ scenarios: ScenarioSummary...) -> String {
    SweepPage(
      SweepSummary(tool: "orrery test", command: "orrery run x", scenarios: scenarios)
    ).text
  }

  @Test func `the first sentence says how many runs broke a law, and from how many causes`() {
    let causes = [
      Self.cause("rare", isSurprise: false, count: 1),
      Self.cause("frequent", isSurprise: false, count: 3),
      Self.cause("surprise", isSurprise: true, count: 1),
    ]
    let page = Self.text(Self.scenario("a.jsonc", broken: 5, causes: causes))
    #expect(page.contains("<h1>5 of 10 runs broke a law: 3 distinct causes</h1>"))
    #expect(page.contains("1 of 1 scenario did not come to what it expects."))
    // What nobody expected comes first, then what happens most often.
    let places = ["surprise", "frequent", "rare"].compactMap {
      page.range(of: "</span> \($0) <small>")?.lowerBound
    }
    #expect(places.count == 3 && places == places.sorted())
    #expect(Self.text(Self.scenario("a.jsonc")).contains("<h1>No law was broken in 10 runs</h1>"))
    #expect(Self.text().contains("<h1>Nothing ran</h1>"))
  }

  @Test func `hazards stand beside their remedies`() {
    let page = Self.text(
      Self.scenario("S/H/one/unguarded.jsonc", broken: 5, expects: "violated"),
      Self.scenario("S/H/one/key.jsonc"),
      Self.scenario("S/H/two/unguarded.jsonc", broken: 5, expects: "violated"),
      Self.scenario("S/H/two/saga.jsonc", broken: 2))
    #expect(page.contains("<th scope=\"col\">one</th><th scope=\"col\">two</th>"))
    #expect(page.contains("<th scope=\"row\">unguarded</th>"))
    #expect(page.contains("class=\"mark broken odd\""))
    #expect(page.components(separatedBy: "✗ <b>5/10</b>").count == 3)
    // One folder of scenarios compares nothing.
    #expect(!Self.text(Self.scenario("S/H/one/a.jsonc")).contains("class=\"matrix\""))
  }

  @Test func `laws that never looked and states that were never reached are said`() {
    let laws = [
      LawSummary(id: "kept", kind: "always", runs: 10, held: 10, broken: 0, undecided: 0),
      LawSummary(id: "blind", kind: "always", runs: 10, held: 0, broken: 0, undecided: 4),
      LawSummary(id: "retry-seen", kind: "sometimes", runs: 10, held: 4, broken: 0, undecided: 6),
      LawSummary(id: "outage-seen", kind: "sometimes", runs: 10, held: 0, broken: 0, undecided: 10),
    ]
    let page = Self.text(Self.scenario("a.jsonc", laws: laws), Self.scenario("b.jsonc", laws: laws))
    #expect(page.contains("blind<small>decided in no run"))
    #expect(page.contains("aria-label=\"8 undecided, 12 never looked at\""))
    #expect(page.contains("aria-label=\"8 reached, 12 not reached\""))
    #expect(page.contains("<b>never reached</b>"))
    #expect(page.contains("never struck: it tests nothing"))
    #expect(page.contains("Every two were drawn together in some run."))
  }

  @Test func `texts of users stay texts`() {
    for text in SampleRun.hostile {
      let law = LawSummary(id: text, kind: "always", runs: 1, held: 1, broken: 0, undecided: 0)
      let page = Self.text(
        Self.scenario(
          text, title: text, broken: 5, laws: [law],
          causes: [Self.cause(text, isSurprise: true, count: 5)]))
      #expect(page.components(separatedBy: "<script").count == 2, "\(text.debugDescription)")
      #expect(!page.contains("<!--"))
      #expect(
        page.unicodeScalars.allSatisfy { "\n\t".unicodeScalars.contains($0) || $0.value >= 32 })
      #expect(!page.contains("\u{202e}"))
    }
  }

  @Test func `clients fare worse while a fault stands`() throws {
    var levels = ServiceLevels()
    for seed in [1, 2, 3] as [UInt64] {
      levels.add(
        try SampleRun.subject(SampleRun.unguarded, seed: .init(seed)).record)
    }
    #expect(levels.runs == 3)
    // The only order of a run is met by the crash.
    #expect(levels.troubled.asked == 3 && levels.calm.asked == 0)
    let half = try #require(levels.troubled.latency(percent: 50))
    let longest = try #require(levels.troubled.latency(percent: 100))
    #expect(half > .milliseconds(500) && half <= longest)
    let page = Self.text(Self.scenario("a.jsonc", levels: levels))
    #expect(page.contains("in 3 runs: the first seeds of each"))
  }
}
