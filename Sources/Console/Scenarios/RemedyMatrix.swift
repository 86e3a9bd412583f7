import Exploration
import Harness
import Primitives

/// What came of several hazards and their remedies, as a person compares them: a row each remedy,
/// a column each hazard.
///
/// A hazard is a folder, a remedy a file in it; files of one name in several folders stand in one
/// row. What is expected to break comes first, what is expected to hold below it.
struct RemedyMatrix {
  /// One scenario and what came of it.
  struct Cell {
    /// The folder that the scenario is in.
    let hazard: String
    /// The scenario's file without its ending.
    let remedy: String
    /// Whether it is expected to hold.
    let isExpectedToHold: Bool
    /// How many seeds were run.
    let runs: Int
    /// How many of them broke a law.
    let broken: Int
    /// The first of them.
    let first: String?
  }

  private let cells: [Cell]
  private let hazards: [String]

  /// The matrix of some scenarios.
  init(_ cells: [Cell]) {
    self.cells = cells
    hazards = OrderedSet(cells.map(\.hazard)).members
  }

  /// The matrices of sweeps: one for each folder that has several folders of scenarios in it.
  static func matrices(of sweeps: [ScenarioSweep]) -> [RemedyMatrix] {
    var groups = OrderedDictionary<String, [Cell]>()
    for sweep in sweeps where sweep.runs > 0 {
      let parts = sweep.path.split(separator: "/")
      guard parts.count >= 3, let file = parts.last else { continue }
      let cell = Cell(
        hazard: String(parts[parts.count - 2]),
        remedy: String(file.split(separator: ".").first ?? file),
        isExpectedToHold: sweep.scenario.expect.verdict == .holds, runs: sweep.runs,
        broken: sweep.violationCount, first: sweep.violations.first.map { "\($0)" })
      groups[parts.dropLast(2).joined(separator: "/"), default: []].append(cell)
    }
    return groups.map { RemedyMatrix($0.value) }.filter(\.isWorthPrinting)
  }

  /// Whether there is anything to compare: two hazards at least, each with two scenarios.
  var isWorthPrinting: Bool {
    hazards.count { hazard in cells.count { $0.hazard == hazard } > 1 } > 1
  }

  /// The lines of the matrix.
  var lines: [StyledText] {
    var lines = table("what breaks", cells.filter { !$0.isExpectedToHold })
    lines.append("")
    lines += table("what holds", cells.filter(\.isExpectedToHold))
    lines.append("")
    lines.append(
      StyledText("k/n @s: broken under k of n seeds, first under seed s; !: not expected", .muted))
    return lines
  }

  private func table(_ title: String, _ cells: [Cell]) -> [StyledText] {
    var table = Table([(title, .left)] + hazards.map { ($0, .left) })
    for remedy in RemedyMatrix.remedies(of: cells) {
      let row = hazards.map { hazard -> StyledText in
        cells.first { $0.hazard == hazard && $0.remedy == remedy }.map(RemedyMatrix.text)
          ?? StyledText("·", .muted)
      }
      table.append([StyledText(remedy)] + row)
    }
    return table.lines
  }

  /// The remedies, those that are tried on most hazards first.
  private static func remedies(of cells: [Cell]) -> [String] {
    var counts = OrderedDictionary<String, Int>()
    for cell in cells { counts[cell.remedy, default: 0] += 1 }
    return counts.keys.sorted { left, right in
      let (mine, other) = (counts[left] ?? 0, counts[right] ?? 0)
      return mine == other ? left < right : mine > other
    }
  }

  private static func text(_ cell: Cell) -> StyledText {
    guard cell.broken > 0 else {
      return cell.isExpectedToHold
        ? StyledText("holds", .success) : StyledText("holds !", .failure)
    }
    let text = "\(cell.broken)/\(cell.runs) @\(cell.first ?? "")"
    return cell.isExpectedToHold ? StyledText("\(text) !", .failure) : StyledText(text, .warning)
  }
}
