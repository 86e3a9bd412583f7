import Primitives

/// Hazards beside each other and their remedies below each other, with what came of each.
///
/// A hazard is a folder, a remedy a file in it. Remedies that are tried on one hazard alone stand
/// below the matrix in their hazard's column, so that it stays as small as what it compares.
struct SweepMatrix {
  /// A scenario at its place.
  private struct Cell {
    let hazard: String
    let remedy: String
    let scenario: ScenarioSummary
  }

  private let cells: [Cell]
  private let hazards: [String]

  /// The matrices of a sweep: one for each folder that has several folders of scenarios in it.
  static func matrices(of scenarios: [ScenarioSummary]) -> [SweepMatrix] {
    var groups = OrderedDictionary<String, [Cell]>()
    for scenario in scenarios where scenario.outcomes.runs > 0 {
      let parts = scenario.path.split(separator: "/")
      guard parts.count >= 3, let file = parts.last else { continue }
      let cell = Cell(
        hazard: String(parts[parts.count - 2]),
        remedy: String(file.split(separator: ".").first ?? file), scenario: scenario)
      groups[parts.dropLast(2).joined(separator: "/"), default: []].append(cell)
    }
    return groups.map { SweepMatrix($0.value) }.filter(\.isWorthShowing)
  }

  private init(_ cells: [Cell]) {
    self.cells = cells
    hazards = OrderedSet(cells.map(\.hazard)).members
  }

  /// Whether there is anything to compare: two hazards at least, each with two scenarios.
  private var isWorthShowing: Bool {
    hazards.count { hazard in cells.count { $0.hazard == hazard } > 1 } > 1
  }

  /// The remedies that are tried on several hazards, on most of them first.
  private var shared: [String] {
    var counts = OrderedDictionary<String, Int>()
    for cell in cells { counts[cell.remedy, default: 0] += 1 }
    return counts.filter { $0.value > 1 }
      .sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map(\.key)
  }

  /// The matrix as markup.
  var text: String {
    let heads = hazards.map { "<th scope=\"col\">\(HTMLText.escaped($0))</th>" }.joined()
    let rows = shared.map { remedy in
      let row = hazards.map { hazard -> String in
        let cell = cells.first { $0.hazard == hazard && $0.remedy == remedy }
        return "<td>\(cell.map { mark($0) } ?? "<span class=\"none\">·</span>")</td>"
      }
      return "<tr><th scope=\"row\">\(HTMLText.escaped(remedy))</th>\(row.joined())</tr>"
    }
    return """
      <div class="wide"><table class="matrix"><thead><tr><td></td>\(heads)</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))
      \(alone("only here: breaks", isExpectedToHold: false))
      \(alone("only here: holds", isExpectedToHold: true))
      </tbody></table></div>
      """
  }

  /// A row of the scenarios whose remedy no other hazard tries.
  private func alone(_ title: String, isExpectedToHold: Bool) -> String {
    let shared = shared
    let single = cells.filter {
      !shared.contains($0.remedy) && $0.scenario.isExpectedToHold == isExpectedToHold
    }
    if single.isEmpty { return "" }
    let row = hazards.map { hazard in
      let own = single.filter { $0.hazard == hazard }
      return "<td>\(own.map { mark($0, name: $0.remedy) }.joined())</td>"
    }
    return "<tr class=\"alone\"><th scope=\"row\">\(title)</th>\(row.joined())</tr>"
  }

  private func mark(_ cell: Cell, name: String? = nil) -> String {
    let outcomes = cell.scenario.outcomes
    let isGood = cell.scenario.isAsExpected
    let style = outcomes.broken > 0 ? "broken" : outcomes.undecided > 0 ? "doubt" : "held"
    let sign = outcomes.broken > 0 ? "✗" : outcomes.undecided > 0 ? "?" : "✓"
    let figures =
      outcomes.broken > 0
      ? "\(SweepFigures.count(outcomes.broken))/\(SweepFigures.count(outcomes.runs))"
      : name == nil ? "holds" : ""
    let label = [name.map(HTMLText.escaped), figures.isEmpty ? nil : "<b>\(figures)</b>"]
      .compactMap(\.self).joined(separator: " ")
    let says = HTMLText.escaped("\(cell.scenario.title): \(cell.scenario.ending)")
    return """
      <a class="mark \(style)\(isGood ? "" : " odd")" title="\(says)" \
      href="#s-\(SweepFigures.anchor(cell.scenario.path))">\(sign) \(label)\
      \(isGood ? "" : " <em>!</em>")</a>
      """
  }
}
