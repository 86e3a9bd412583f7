import Primitives

/// What came of each scenario, and of each law over all scenarios.
struct SweepTables {
  private let summary: SweepSummary

  init(_ summary: SweepSummary) {
    self.summary = summary
  }

  // MARK: Scenarios

  /// A row for each scenario, those that did not end as expected first.
  var scenarios: String {
    let odd = summary.scenarios.filter { !$0.isAsExpected }
    let others = summary.scenarios.filter(\.isAsExpected)
    return """
      <div class="filter"><input type="search" id="filter" \
      placeholder="Filter: words of a scenario, law or ending" aria-label="Filter the scenarios">\
      <label><input type="checkbox" id="odd"> only what was not expected</label>\
      <span id="count" class="hint" role="status"></span></div>
      <div class="wide"><table class="rows" id="scenarios"><thead><tr><th>scenario</th>\
      <th>how its runs ended</th><th class="n">runs</th><th class="n">broken</th>\
      <th>length of its runs</th><th>came to</th></tr></thead>
      <tbody>\((odd + others).map(row).joined(separator: "\n"))</tbody></table></div>
      """
  }

  private func row(_ scenario: ScenarioSummary) -> String {
    let outcomes = scenario.outcomes
    let style = scenario.isAsExpected ? "" : " class=\"odd\""
    return """
      <tr id="s-\(SweepFigures.anchor(scenario.path))"\(style)>\
      <th scope="row">\(HTMLText.escaped(scenario.path))\
      <small>\(HTMLText.escaped(scenario.title.shortened(to: 300)))</small></th>\
      <td>\(SweepBar(outcomes).text)</td><td class="n">\(SweepFigures.count(outcomes.runs))</td>\
      <td class="n">\(SweepFigures.percent(outcomes.broken, of: outcomes.runs))</td>\
      <td>\(LengthPicture(scenario.lengths).text)</td>\
      <td>\(HTMLText.escaped(scenario.ending.shortened(to: 300)))</td></tr>
      """
  }

  // MARK: Laws

  /// A row for each law, the broken ones first.
  var laws: String {
    let all = joined { !$0.isRareState }
    let rows = all.enumerated().sorted { left, right in
      let (mine, other) = (left.element.law.broken, right.element.law.broken)
      return mine == other ? left.offset < right.offset : mine > other
    }.map(\.element)
    if rows.isEmpty { return "<p class=\"hint\">The scenarios state no law.</p>" }
    return """
      <div class="wide"><table class="rows"><thead><tr><th>law</th><th>kind</th>\
      <th class="n">scenarios</th><th>what it came to</th><th class="n">held</th>\
      <th class="n">broken</th><th class="n">undecided</th><th class="n">never looked</th></tr></thead>
      <tbody>\(rows.map(lawRow).joined(separator: "\n"))</tbody></table></div>
      """
  }

  private func lawRow(_ entry: (law: LawSummary, scenarios: Int)) -> String {
    let law = entry.law
    let isBlind = law.held + law.broken == 0
    return """
      <tr\(isBlind ? " class=\"odd\"" : "")><th scope="row">\(HTMLText.escaped(law.id))\
      \(isBlind ? "<small>decided in no run: it proves nothing by being here</small>" : "")</th>\
      <td>\(law.kind)</td><td class="n">\(SweepFigures.count(entry.scenarios))</td>\
      <td>\(SweepBar(parts(of: law)).text)</td>\
      <td class="n">\(SweepFigures.count(law.held))</td>\
      <td class="n">\(SweepFigures.count(law.broken))</td>\
      <td class="n">\(SweepFigures.count(law.undecided))</td>\
      <td class="n">\(SweepFigures.count(law.unseen))</td></tr>
      """
  }

  private func parts(of law: LawSummary) -> [SweepBar.Part] {
    [
      ("held", law.held, "held"), ("broken", law.broken, "broken"),
      ("doubt", law.undecided, "undecided"), ("unseen", law.unseen, "never looked at"),
    ]
  }

  /// A row for each rare state, those that were never reached first.
  var rareStates: String {
    let all = joined(\.isRareState).sorted { ($0.law.held > 0 ? 1 : 0) < ($1.law.held > 0 ? 1 : 0) }
    if all.isEmpty {
      return """
        <p class="hint">No scenario names a state that some run has to reach (<code>sometimes</code>).</p>
        """
    }
    let rows = all.map { law, scenarios in
      """
      <tr\(law.held == 0 ? " class=\"odd\"" : "")><th scope="row">\(HTMLText.escaped(law.id))</th>\
      <td>\(law.held > 0 ? "reached" : "<b>never reached</b>")</td>\
      <td class="n">\(SweepFigures.count(law.held))</td>\
      <td class="n">\(SweepFigures.count(law.runs))</td>\
      <td>\(SweepBar([("held", law.held, "reached"), ("unseen", law.runs - law.held, "not reached")]).text)</td>\
      <td class="n">\(SweepFigures.count(scenarios))</td></tr>
      """
    }
    return """
      <div class="wide"><table class="rows"><thead><tr><th>rare state</th><th></th>\
      <th class="n">runs that reached it</th><th class="n">of</th><th>share</th>\
      <th class="n">scenarios</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
  }

  /// The laws of all scenarios by name and kind, their numbers added.
  private func joined(
    _ isWanted: (LawSummary) -> Bool
  ) -> [(law: LawSummary, scenarios: Int)] {
    var laws = OrderedDictionary<String, (law: LawSummary, scenarios: Int)>()
    for law in summary.scenarios.flatMap(\.laws) where isWanted(law) {
      let key = "\(law.id) \(law.kind)"
      var entry =
        laws[key] ?? (
          LawSummary(id: law.id, kind: law.kind, runs: 0, held: 0, broken: 0, undecided: 0), 0
        )
      entry.law.runs += law.runs
      entry.law.held += law.held
      entry.law.broken += law.broken
      entry.law.undecided += law.undecided
      entry.scenarios += 1
      laws[key] = entry
    }
    return laws.values
  }
}
