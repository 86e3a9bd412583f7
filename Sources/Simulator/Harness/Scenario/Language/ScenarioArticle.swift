/// Makes the article about the language from its table.
package enum ScenarioArticle {
  /// The path of the committed copy, from the root of the repository.
  package static let path = "Sources/Simulator/Harness/Harness.docc/ScenarioLanguage.md"

  /// The article as Markdown.
  package static func text() -> String {
    var parts = [opening]
    var seen: Set<String> = []
    section(ScenarioLanguage.table, into: &parts, seen: &seen)
    return parts.joined(separator: "\n")
  }

  private static func section(
    _ table: ScenarioTable, into parts: inout [String], seen: inout Set<String>
  ) {
    guard seen.insert(table.name).inserted else { return }
    var text = "## \(table.name)\n\n\(table.summary)\n\n"
    text += "| Field | Value | Default | Meaning | Example |\n|---|---|---|---|---|\n"
    for field in table.fields {
      let fallback =
        field.isRequired ? "required" : field.fallback.map { "`\(cell($0))`" } ?? "absent"
      text += "| `\(field.name)` | \(cell(value(field.shape))) | \(fallback) "
      text += "| \(cell(field.meaning)) | `\(cell(field.example))` |\n"
    }
    for field in table.fields where !field.choices.isEmpty {
      text += "\n### Words of `\(field.name)`\n\nFields in brackets may be left out.\n\n"
      text += "| Word | Meaning | Fields | Example |\n|---|---|---|---|\n"
      for choice in field.choices {
        text += "| `\(choice.word)` | \(cell(choice.meaning)) | `\(choice.fields)` "
        text += "| `\(cell(choice.example))` |\n"
      }
    }
    parts.append(text)
    for field in table.fields {
      for inner in field.shape.tables { section(inner, into: &parts, seen: &seen) }
    }
  }

  private static func value(_ shape: ScenarioShape) -> String {
    switch shape {
    case .object(let table), .exactlyOne(let table): table.name
    case .list(let item): "list of \(value(item))"
    case .oneOrMany(let item): "\(value(item)) or a list"
    case .map(let item): "\(value(item)) by name"
    case .either(let short, let long): "\(value(short)) or \(value(long))"
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: " ")
    case .phrase(let forms): forms.map { "`\($0)`" }.joined(separator: " or ")
    case .text, .name, .flag, .mark, .duration, .signedDuration, .distribution,
      .probability, .figure, .drift, .size, .bandwidth, .rate, .seeds, .selector, .window,
      .anything:
      shape.noun
    }
  }

  /// A text that does not break the row of a table.
  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private static let opening = """
    # The scenario language

    What can be written in a scenario file, field by field.

    ## Overview

    A scenario is one object in a `.jsonc` file: JSON with comments and trailing commas. Names
    without quotes, single quotes and hexadecimal numbers are read too. Every field is named below;
    a field that is not is a mistake, except those that begin with `x-`, which are passed over.
    This article is made from the table that also reads the files; a test keeps them equal.

    ## Values

    | Value | Written | Notes |
    |---|---|---|
    | a span of time | `"250ms"` `"1.5s"` `"20us"` `"2m"` `"1h"` `"100ns"` | a number alone is a mistake |
    | a range | `"1ms..20ms"` | drawn anew at each use, both ends included |
    | a distribution | `{ "dist": "lognormal", "p50": "4ms", "p99": "60ms" }` | constant (value), uniform (min, max), exponential (mean), normal (mean, deviation), lognormal (p50, p99), pareto (min, p99), empirical (values) |
    | a probability | `0.05` `"5%"` `"1/3"` | exact |
    | a figure | `"5%"` `1.5` `"3/2"` | a probability that may pass one |
    | a drift | `"200ppm"` | parts in a million |
    | a number of bytes | `"64KiB"` `"10MB"` | KB is 1,000 bytes, KiB is 1,024 |
    | a bandwidth | `"10MB/s"` | |
    | a rate | `"50/s"` `"3/10s"` | |
    | a selection of seeds | `7` `"0x2A"` `"1..1000"` `"1,5,9..12"` `"random"` | |
    | hosts | `"wallet"` `"wallet/1"` `"wallet-1"` `"wallet/leader"` `"client:alice"` `"zone:a"` `"*"` | hosts of a service are counted from 1 |
    | a link | `"orders->wallet"` `"orders<->wallet"` | one direction, or both |

    In place of any value, `{ "perSeed": ["50ms..100ms", "1s..2s"] }` chooses one of several anew
    for each seed, and `"${name}"` takes the value of a parameter; `$${` is a plain `${`.

    """
}
