/// What many runs came to as one page that needs nothing else: no server, no network, no script.
///
/// It begins with the sentence that matters, then hazards beside their remedies, causes with the
/// run that stands for each, how the runs of each scenario ended, which laws looked and which rare
/// states were reached, how clients fared under faults, and what the seeds covered. A script, where
/// one may run, filters rows and copies commands. Nothing in it depends on how long anything took
/// or on how many processes worked, so that the same runs make the same bytes.
package struct SweepPage {
  private let summary: SweepSummary

  /// A page about the runs of a summary.
  package init(_ summary: SweepSummary) {
    self.summary = summary
  }

  /// The page.
  package var text: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
    style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <title>\(HTMLText.escaped(headline))</title>
    <style>
    \(PageStyle.text)
    \(SweepStyle.text)
    </style></head><body class="sweep"><main>
    \(card)
    \(sections.map(section).joined(separator: "\n"))
    </main>
    <script>
    (() => {
    'use strict';
    \(SweepScript.text)
    })();
    </script></body></html>

    """
  }

  // MARK: The first thing that is read

  private var odd: Int { summary.scenarios.count { !$0.isAsExpected } }

  /// What came of it all, in a sentence.
  private var headline: String {
    let runs = SweepFigures.count(summary.runs, "run")
    if summary.runs == 0 { return "Nothing ran" }
    if summary.broken == 0 { return "No law was broken in \(runs)" }
    let causes = summary.causes.count
    return "\(SweepFigures.count(summary.broken)) of \(runs) broke a law: "
      + SweepFigures.count(causes, "distinct cause")
  }

  /// Whether that is what was expected, in a sentence.
  private var judgement: String {
    let all = SweepFigures.count(summary.scenarios.count, "scenario")
    if summary.runs == 0 { return "No scenario, seed or shard was selected." }
    if odd == 0 {
      return summary.scenarios.count == 1
        ? "The scenario came to what it expects." : "All \(all) came to what they expect."
    }
    return "\(SweepFigures.count(odd)) of \(all) did not come to what "
      + (odd == 1 ? "it expects." : "they expect.")
  }

  private var card: String {
    let word = summary.runs == 0 ? "undecided" : odd == 0 ? "holds" : "violated"
    let badge = summary.runs == 0 ? "nothing ran" : odd == 0 ? "as expected" : "not as expected"
    let events = summary.scenarios.reduce(0) { $0 + $1.outcomes.events }
    let facts = [
      SweepFigures.count(summary.scenarios.count, "scenario"),
      SweepFigures.count(summary.runs, "run"), SweepFigures.count(events, "event"), summary.tool,
    ].map(HTMLText.escaped).joined(separator: " · ")
    let links = sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>" }.joined()
    return """
      <header class="card \(word)"><span class="badge">\(badge)</span>
      <h1>\(HTMLText.escaped(headline))</h1>
      <p class="says">\(HTMLText.escaped(judgement))</p>
      \(SweepBar(whole).text)
      <p class="key">\(SweepPage.key)</p>
      <div class="replay"><code>\(HTMLText.escaped(summary.command))</code>\
      <button type="button" data-copy>Copy</button></div>
      <p class="facts">\(facts)</p>
      <nav aria-label="Sections">\(links)</nav></header>
      """
  }

  private var whole: OutcomeSummary {
    let all = summary.scenarios.map(\.outcomes)
    return OutcomeSummary(
      runs: summary.runs, broken: summary.broken,
      crashed: all.reduce(0) { $0 + $1.crashed }, undecided: all.reduce(0) { $0 + $1.undecided },
      events: all.reduce(0) { $0 + $1.events })
  }

  private static let key = [
    ("held", "held"), ("broken", "broke a law"), ("crashed", "brought down its process"),
    ("doubt", "undecided"), ("unseen", "not looked at"),
  ].map { "<span><i class=\"\($0.0)\"></i>\($0.1)</span>" }.joined()

  // MARK: Sections

  /// A part of the page with a heading of its own.
  private struct Section {
    let id: String
    let title: String
    let says: String
    let body: String
  }

  private var sections: [Section] {
    let matrices = SweepMatrix.matrices(of: summary.scenarios)
    let tables = SweepTables(summary)
    let coverage = SweepCoverageTables(summary)
    let matrix = Section(
      id: "matrix", title: "Hazards and remedies",
      says: "Each mark is a scenario: how many of its runs broke a law. "
        + "! is not what it expects. It leads to its row below.",
      body: matrices.map(\.text).joined())
    return (matrices.isEmpty ? [] : [matrix]) + [
      Section(
        id: "causes", title: "Causes",
        says: "Failures with the same law, service and last fault, told by the shortest run.",
        body: SweepCauses(summary).text),
      Section(
        id: "outcomes", title: "Scenarios", says: "How the runs of each ended.",
        body: tables.scenarios),
      Section(
        id: "laws", title: "Laws",
        says: "Which properties looked, in how many runs, and which rare states were reached.",
        body: tables.laws + "<h3>Rare states</h3>" + tables.rareStates),
      Section(
        id: "levels", title: "Under fault", says: "Latency and availability, as clients saw them.",
        body: coverage.levels),
      Section(
        id: "coverage", title: "Coverage",
        says: "What the runs tried. What was never tried is not proved by anything on this page.",
        body: coverage.faults + coverage.draws + proof),
    ]
  }

  private func section(_ section: Section) -> String {
    """
    <section id="\(section.id)"><h2>\(section.title)</h2><p class="hint">\(section.says)</p>
    \(section.body)</section>
    """
  }

  /// What a sweep without a violation proves, and what it does not.
  private var proof: String {
    let quiet = summary.scenarios.filter { $0.outcomes.broken == 0 && $0.isExpectedToHold }
      .map(\.outcomes.runs).min()
    guard let quiet, quiet > 1 else { return "" }
    let limit =
      quiet > 3 ? "fewer than 3 in \(SweepFigures.count(quiet))" : "nothing can be said of how many"
    return """
      <p class="hint">Where a scenario held in \(SweepFigures.count(quiet)) seeds, with 95 % \
      confidence \(limit) of all seeds break a law.</p>
      """
  }
}
