import World

/// Explains fields of the language, in the terminal and in the article.
package enum ScenarioExplanation {
  /// What a topic such as `faults.do.drop` means, or nothing when there is no such field.
  ///
  /// Positions in lists and names of services may stand in the topic; they are passed over.
  package static func text(_ topic: String) -> String? {
    var tables = [ScenarioLanguage.table]
    var found: ScenarioField?
    var isInMap = false
    let steps = topic.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" })
    for step in steps where !step.allSatisfy(\.isNumber) {
      if let choice = found?.choices.first(where: { $0.word == step }) {
        return page(topic, choice)
      } else if let field = tables.lazy.flatMap(\.fields).first(where: { $0.name == step }) {
        found = field
        tables = field.shape.tables
        if case .map = field.shape { isInMap = true } else { isInMap = false }
      } else if isInMap {
        isInMap = false
      } else {
        return nil
      }
    }
    guard let found else { return topic.isEmpty ? listing(ScenarioLanguage.table) : nil }
    return page(topic, found)
  }

  /// Every topic, in the order of the table.
  package static var topics: [String] {
    var result: [String] = []
    collect(ScenarioLanguage.table, "", into: &result)
    return result
  }

  /// The topic that was probably meant.
  package static func nearest(_ topic: String) -> String? {
    if let whole = NearestName.find(topic, among: topics) { return whole }
    let last = topic.split(separator: ".").last.map(String.init) ?? topic
    return topics.first { $0.hasSuffix("." + last) }
  }

  private static func collect(_ table: ScenarioTable, _ prefix: String, into result: inout [String])
  {
    for field in table.fields {
      let topic = prefix.isEmpty ? field.name : "\(prefix).\(field.name)"
      result.append(topic)
      for inner in field.shape.tables { collect(inner, topic, into: &result) }
    }
  }

  private static func page(_ topic: String, _ field: ScenarioField) -> String {
    var lines = ["\(topic)  \(field.shape.noun)", "", "  \(ScenarioSchema.sentence(field))", ""]
    if field.isRequired { lines.append("  required") }
    if let fallback = field.fallback { lines.append("  default   \(fallback)") }
    lines.append("  example   \"\(field.name)\": \(field.example)")
    var text = lines.joined(separator: "\n") + "\n"
    if !field.choices.isEmpty { text += "\n" + listing(field.choices) }
    for table in field.shape.tables { text += "\n" + listing(table) }
    return text + consequences(topic, field)
  }

  /// What a fault leaves and what a caller may conclude, from the table of the failure model.
  private static func consequences(_ topic: String, _ field: ScenarioField) -> String {
    guard topic.split(separator: ".").dropLast().last == "do" else { return "" }
    var text = ""
    for row in FailureModel.rows(named: field.name) where row.kind != .outside {
      text += "\n  \(row.kind.rawValue)\n"
      text += "    does      \(row.does)\n"
      text += "    survives  \(row.survives)\n"
      text += "    conclude  \(row.conclusion)\n"
    }
    return text
  }

  private static func page(_ topic: String, _ choice: ScenarioField.Choice) -> String {
    """
    \(topic)

      \(choice.meaning.prefix(1).uppercased() + choice.meaning.dropFirst()).

      fields    \(choice.fields)
      example   \(choice.example)

    """
  }

  private static func listing(_ choices: [ScenarioField.Choice]) -> String {
    var text = "  One of these, with the fields that go with it; those in brackets may be absent:\n"
    for choice in choices {
      text += "\n  \(choice.word)\n    \(choice.meaning)\n    fields   \(choice.fields)\n"
      text += "    example  \(choice.example)\n"
    }
    return text
  }

  private static func listing(_ table: ScenarioTable) -> String {
    let width = table.fields.map(\.name.count).max() ?? 0
    var text = "  \(table.summary)\n\n"
    for field in table.fields {
      let pad = String(repeating: " ", count: width - field.name.count)
      text += "  \(field.name)\(pad)  \(field.meaning)\(field.isRequired ? " (required)" : "")\n"
    }
    return text
  }
}
