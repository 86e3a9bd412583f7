import Primitives

/// What differed between the runs: how clients fared, which faults struck, what the seeds drew.
struct SweepCoverageTables {
  private let summary: SweepSummary

  init(_ summary: SweepSummary) {
    self.summary = summary
  }

  // MARK: Clients

  /// How clients fared while nothing was wrong and while something was, scenario by scenario.
  ///
  /// The scenarios whose clients suffered most come first.
  var levels: String {
    let all = summary.scenarios.filter { ($0.levels?.troubled.asked ?? 0) > 0 }
    let looked = summary.scenarios.reduce(0) { $0 + ($1.levels?.runs ?? 0) }
    if all.isEmpty { return "<p class=\"hint\">No operation of a client met a fault.</p>" }
    let sorted = all.enumerated().sorted { left, right in
      let mine = left.element.levels?.troubled.availability ?? 10_000
      let other = right.element.levels?.troubled.availability ?? 10_000
      return mine == other ? left.offset < right.offset : mine < other
    }.map(\.element)
    let most = 80
    let note = all.count > most ? " \(most) of \(all.count) scenarios are listed." : ""
    return """
      <p class="hint">Operations of clients that no fault met, and those that one met between \
      question and answer, in \(SweepFigures.count(looked, "run")): the first seeds of each \
      scenario. Times are virtual.\(note)</p>
      <div class="wide"><table class="rows levels"><thead><tr><th rowspan="2">scenario</th>\
      <th colspan="5">calm</th><th colspan="5" class="second">under fault</th></tr>\
      <tr>\(SweepCoverageTables.heads(""))\(SweepCoverageTables.heads("second"))</tr></thead>
      <tbody>\(sorted.prefix(most).map(row).joined(separator: "\n"))</tbody></table></div>
      """
  }

  private static func heads(_ style: String) -> String {
    """
    <th class="\(style)">answered</th><th class="n">of</th><th class="n">half within</th>\
    <th class="n">99 % within</th><th class="n">longest</th>
    """
  }

  private func row(_ scenario: ScenarioSummary) -> String {
    guard let levels = scenario.levels else { return "" }
    return """
      <tr><th scope="row"><a href="#s-\(SweepFigures.anchor(scenario.path))">\
      \(HTMLText.escaped(summary.name(of: scenario)))</a></th>\(cells(levels.calm, ""))\
      \(cells(levels.troubled, "second"))</tr>
      """
  }

  private func cells(_ share: ServiceLevels.Share, _ style: String) -> String {
    let bar = SweepBar([
      ("held", share.answered, "answered"), ("broken", share.failed, "certainly not done"),
      ("doubt", share.unknown, "unknown"),
    ])
    let times = [50, 99, 100].map {
      "<td class=\"n\">\(SweepFigures.time(share.latency(percent: $0)))</td>"
    }
    return """
      <td class="\(style)">\(share.asked == 0 ? "" : bar.text) \
      \(SweepFigures.percent(share.answered, of: share.asked))</td>\
      <td class="n">\(SweepFigures.count(share.asked))</td>\(times.joined())
      """
  }

  // MARK: Faults

  /// In how many runs each planned fault struck; those that never did come first.
  var faults: String {
    let all = summary.scenarios.flatMap { scenario in
      scenario.faults.map { (scenario: scenario, fault: $0) }
    }
    if all.isEmpty { return "<p class=\"hint\">No scenario plans a fault.</p>" }
    let never = all.filter { $0.fault.share.runs == 0 }
    let rows = (never + all.filter { $0.fault.share.runs > 0 }).map { scenario, fault in
      let runs = scenario.outcomes.runs
      let other = ShareSummary(
        runs: runs - fault.share.runs, broken: scenario.outcomes.broken - fault.share.broken)
      return """
        <tr\(fault.share.runs == 0 ? " class=\"odd\"" : "")>\
        <th scope="row">\(HTMLText.escaped(fault.name))\
        <small>\(HTMLText.escaped(summary.name(of: scenario)))</small></th>\
        <td>\(fault.share.runs == 0 ? "<b>never struck: it tests nothing</b>" : strikes(fault.share, runs))</td>\
        <td class="n">\(SweepFigures.percent(fault.share.broken, of: fault.share.runs))</td>\
        <td class="n">\(SweepFigures.percent(other.broken, of: other.runs))</td></tr>
        """
    }
    let summaryLine =
      "\(SweepFigures.count(all.count - never.count)) of "
      + "\(SweepFigures.count(all.count, "planned fault")) struck"
    return """
      <details\(never.isEmpty ? "" : " open")><summary>\(summaryLine)</summary>
      <div class="wide"><table class="rows"><thead><tr><th>fault</th><th>struck in</th>\
      <th class="n">broken where it struck</th><th class="n">elsewhere</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div></details>
      """
  }

  private func strikes(_ share: ShareSummary, _ runs: Int) -> String {
    let bar = SweepBar([("held", share.runs, "struck"), ("unseen", runs - share.runs, "did not")])
    return "\(bar.text) \(SweepFigures.count(share.runs)) of \(SweepFigures.count(runs))"
  }

  // MARK: What seeds drew

  /// What the seeds drew, over all scenarios, and how often two things were drawn together.
  var draws: String {
    let subjects = joinedDraws
    if subjects.isEmpty {
      return """
        <p class="hint">The seeds decided nothing but order and delays. With <code>--swarm</code> \
        each draws its own part of faults, sizes and policies.</p>
        """
    }
    let drawing = summary.scenarios.filter { !$0.draws.isEmpty }
    let whole = ShareSummary(
      runs: drawing.reduce(0) { $0 + $1.outcomes.runs },
      broken: drawing.reduce(0) { $0 + $1.outcomes.broken })
    return subjects.prefix(SweepCoverageTables.mostSubjects)
      .map { table($0.key, $0.value, whole) }.joined(separator: "\n")
      + (subjects.count > SweepCoverageTables.mostSubjects
        ? "<p class=\"hint\">\(SweepCoverageTables.mostSubjects) of \(subjects.count) are listed.</p>"
        : "") + pairs
  }

  private static let mostSubjects = 40
  /// As many values of one thing as a sweep keeps.
  private static let mostValues = 64

  private var joinedDraws: [(key: String, value: OrderedDictionary<String, ShareSummary>)] {
    var subjects = OrderedDictionary<String, OrderedDictionary<String, ShareSummary>>()
    for draw in summary.scenarios.flatMap(\.draws) {
      var known = subjects[draw.subject] ?? OrderedDictionary()
      for (name, share) in draw.values {
        known[name, default: ShareSummary(runs: 0, broken: 0)].runs += share.runs
        known[name, default: ShareSummary(runs: 0, broken: 0)].broken += share.broken
      }
      subjects[draw.subject] = known
    }
    return subjects.map { ($0.key, $0.value) }
  }

  private func table(
    _ subject: String, _ values: OrderedDictionary<String, ShareSummary>, _ whole: ShareSummary
  ) -> String {
    let sorted = values.sorted {
      $0.value.runs == $1.value.runs
        ? $0.key < $1.key : $0.value.runs > $1.value.runs
    }
    let rows = sorted.prefix(SweepCoverageTables.mostValues).map { name, share in
      let bar = SweepBar([
        ("held", share.runs - share.broken, "held"), ("broken", share.broken, "broke a law"),
        ("unseen", max(0, whole.runs - share.runs), "drew something else"),
      ])
      return """
        <tr><th scope="row">\(HTMLText.escaped(name.shortened(to: 80)))</th><td>\(bar.text)</td>\
        <td class="n">\(SweepFigures.count(share.runs))</td>\
        <td class="n">\(SweepFigures.percent(share.broken, of: share.runs))</td>\
        <td class="n">\(SweepFigures.percent(whole.broken - share.broken, of: whole.runs - share.runs))</td></tr>
        """
    }
    let note =
      values.count >= SweepCoverageTables.mostValues
      ? "<p class=\"hint\">The first \(SweepCoverageTables.mostValues) values of many.</p>" : ""
    return """
      <details\(values.count <= 32 ? " open" : "")><summary>\(HTMLText.escaped(subject)) \
      <small>\(SweepFigures.count(values.count, "value"))</small></summary>
      <table class="rows"><thead><tr><th>value</th><th>runs that drew it</th><th class="n">runs</th>\
      <th class="n">broken</th><th class="n">elsewhere</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table>\(note)</details>
      """
  }

  /// Every two members of drawn sets, darker the more runs had both.
  private var pairs: String {
    var counts = OrderedDictionary<String, Int>()
    var names = OrderedSet<String>()
    for pair in summary.scenarios.flatMap(\.pairs) {
      counts["\(pair.first) \(pair.second)", default: 0] += pair.runs
      names.insert(pair.first)
      names.insert(pair.second)
    }
    let sorted = names.members.sorted()
    guard sorted.count > 1, sorted.count <= 32, let most = counts.values.max() else { return "" }
    let rows = sorted.dropFirst().enumerated().map { index, name -> String in
      let cells = sorted.prefix(index + 1).map { other in
        cell(counts["\(other) \(name)"] ?? 0, most, "\(other) and \(name)")
      }
      return "<tr><th scope=\"row\">\(HTMLText.escaped(name))</th>\(cells.joined())</tr>"
    }
    let heads = sorted.dropLast().map {
      "<th scope=\"col\"><span>\(HTMLText.escaped($0))</span></th>"
    }
    let missing = sorted.count * (sorted.count - 1) / 2 - counts.count
    let note =
      missing == 0
      ? "Every two were drawn together in some run."
      : "\(SweepFigures.count(missing, "pair")) never drawn together."
    return """
      <details open><summary>Drawn together <small>runs with both</small></summary>
      <p class="hint">\(note)</p><div class="wide"><table class="pairs">\
      <thead><tr><td></td>\(heads.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div></details>
      """
  }

  private func cell(_ count: Int, _ most: Int, _ names: String) -> String {
    let depth = count == 0 ? 0 : 1 + count * 4 / max(most, 1)
    return "<td class=\"d\(min(depth, 5))\" title=\"\(HTMLText.escaped(names)): "
      + "\(SweepFigures.count(count, "run"))\">\(SweepFigures.count(count))</td>"
  }
}
