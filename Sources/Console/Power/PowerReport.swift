import Harness
import Primitives

/// How many mistakes are found, by which search and in how many runs.
///
/// It is written for a terminal, as a page of Markdown or as JSON.
struct PowerReport {
  let results: [PowerResult]
  /// How many runs each search had for each mutant.
  let budget: Int
  /// The command that makes it again.
  let command: String

  private var found: Int { results.count(where: \.isFound) }

  /// How many of those that were planted into guarded code were found; empty where none were.
  private var shares: String {
    let planted = results.filter(\.mutant.isPlanted)
    guard !planted.isEmpty else { return "" }
    return ", of \(planted.count) planted into guarded code \(planted.count(where: \.isFound))"
  }

  /// The lines for a terminal.
  var lines: [StyledText] {
    var columns: [(title: String, alignment: Table.Alignment)] = [("mutant", .left)]
    columns += PowerSearch.allCases.map { ($0.rawValue, .right) }
    columns.append(("caught by", .left))
    var table = Table(columns)
    for result in results {
      var cells = [StyledText(result.mutant.path)]
      cells += result.efforts.map { StyledText(text($0)) }
      cells += PowerSearch.allCases.dropFirst(result.efforts.count).map { _ in "" }
      cells.append(
        result.isFound
          ? StyledText(result.laws.members.joined(separator: ", ")) : StyledText("none", .failure))
      table.append(cells)
    }
    var lines = table.lines + [""]
    let style: Style = found == results.count ? .success : .failure
    lines.append("\(StyledText("found", style)) \(found) of \(results.count) mutants\(shares)")
    return lines + summary.lines.map { "  \($0)" }
  }

  private func text(_ effort: SearchEffort) -> String {
    effort.found.map { "\($0)" } ?? "-"
  }

  /// A row for each search: how many it found, and how many runs that took.
  private var rows: [(name: String, found: Int, share: String, middle: Int, most: Int)] {
    PowerSearch.allCases.enumerated().map { index, search in
      let runs = results.compactMap { result in
        result.efforts.indices.contains(index) ? result.efforts[index].found : nil
      }.sorted()
      return (
        search.rawValue, runs.count, "\(runs.count * 100 / max(results.count, 1)) %",
        runs.isEmpty ? 0 : runs[runs.count / 2], runs.last ?? 0
      )
    }
  }

  private var summary: Table {
    var table = Table([
      (title: "search", alignment: .left), (title: "found", alignment: .right),
      (title: "share", alignment: .right), (title: "median runs", alignment: .right),
      (title: "most runs", alignment: .right),
    ])
    for row in rows {
      table.append([
        StyledText(row.name), "\(row.found)", StyledText(row.share), "\(row.middle)",
        "\(row.most)",
      ])
    }
    return table
  }

  /// What there is for the order of tasks to change.
  private var choices: String {
    let counts = results.map(\.choices).sorted()
    let middle = counts.isEmpty ? 0 : counts[counts.count / 2]
    return "PCT changes which of several ready tasks goes first, beside the same chaos. Half of "
      + "these scenarios have \(middle) such moments in a run, or fewer: their services meet over "
      + "the network, so it is the times of messages that decide, and PCT comes out as random does."
  }

  /// The page that is kept with the reports.
  var markdown: String {
    var lines = [
      "# Power", "",
      "How many known mistakes the searches find, and in how many runs. Written by `\(command)`.",
      "",
      "A mutant is a variant of a service or a pattern with one mistake, and the law that it "
        + "breaks: a naive variant that a scenario runs, or a mistake that is planted into guarded "
        + "code where it meets its surroundings (`FILE#NAME`). Whatever the scenario plans to go wrong is left out, so that "
        + "each search has to find what shows the mistake; found means that this very law broke. "
        + "Each search has \(budget) runs for each mutant, and \(PowerSearcher.persistence) times as many where none of them found it in these. A number is the run that showed it, 1 "
        + "where nothing had to go wrong; - means that none did.", "",
      "\(found) of \(results.count) mutants were found\(shares).", "",
      "| search | found | share | median runs | most runs |", "|---|--:|--:|--:|--:|",
    ]
    for row in rows {
      lines.append(
        "| \(row.name) | \(row.found) | \(row.share) | \(row.middle) | \(row.most) |")
    }
    lines += ["", choices]
    let names = PowerSearch.allCases.map(\.rawValue)
    lines += [
      "", "| mutant | mistake | \(names.joined(separator: " | ")) | laws that broke |",
      "|---|---|" + names.map { _ in "--:|" }.joined() + "---|",
    ]
    for result in results {
      let cells = result.efforts.map(text).joined(separator: " | ")
      let laws = result.laws.members.map { "`\($0)`" }.joined(separator: ", ")
      lines.append(
        "| \(result.mutant.path) | \(escaped(result.mutant.title)) | \(cells) | \(laws) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// The same as one object.
  var json: JSONText {
    [
      "schema": "orrery.power/1",
      "mutants": .integer(Int64(results.count)),
      "found": .integer(Int64(found)),
      "budget": .integer(Int64(budget)),
      "results": .list(
        results.map { result in
          [
            "path": .text(result.mutant.path),
            "property": .text(result.mutant.property),
            "found": .flag(result.isFound),
            "searches": .list(
              result.efforts.map { effort in
                [
                  "search": .text(effort.name),
                  "found": effort.found.map { .integer(Int64($0)) } ?? .null,
                  "runs": .integer(Int64(effort.runs)),
                ]
              }),
            "laws": .list(result.laws.members.map { .text($0) }),
          ]
        }),
    ]
  }
}
