/// Writes what a program and its verbs can do, for a person to read.
///
/// Examples come first because most people look for a command to copy; the link comes last
/// because it is the end of what can be said here.
struct Help {
  /// How much to say.
  enum Extent: Equatable {
    /// What fits on one screen.
    case short
    /// Everything.
    case full
  }

  let table: VerbTable
  let width: Int

  private var name: String { table.program.name }
  private var layout: HelpLayout { HelpLayout(width: min(width, 100)) }

  /// Help on the whole program.
  func program(_ extent: Extent) -> [StyledText] {
    var lines = layout.paragraph("\(name): \(table.program.summary)") + [""]
    lines += layout.section("Usage", ["\(name) VERB [ARGUMENTS] [OPTIONS]"])
    let examples = table.listedVerbs.compactMap(\.examples.first).prefix(extent == .short ? 5 : 100)
    lines += layout.section("Examples", rows: examples.map { row(of: $0) })
    lines += layout.section("Verbs", rows: table.listedVerbs.map { ($0.name, $0.summary) })
    if extent == .full {
      let options = table.shared.map { row(of: $0, extent) }
      lines += layout.section("Options of every verb", rows: options)
      let variables = table.allVariables.map { ($0.name, $0.help) }
      lines += layout.section("Environment", rows: variables)
      let codes = ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }
      lines += layout.section("Exit codes", rows: codes)
    }
    let more =
      extent == .short
      ? "'\(name) help VERB' tells more about a verb, '\(name) --help' tells everything."
      : "'\(name) help VERB' tells more about a verb."
    return lines + layout.paragraph(more) + link(extent)
  }

  /// Help on one verb.
  func verb(_ verb: Verb, _ extent: Extent) -> [StyledText] {
    var lines = layout.paragraph("\(name) \(verb.name): \(verb.summary)") + [""]
    let places = verb.positionals.map { " \($0.usage)" }.joined()
    lines += layout.section("Usage", ["\(name) \(verb.name)\(places) [OPTIONS]"])
    lines += layout.section("Examples", rows: verb.examples.map { row(of: $0) })
    if extent == .full, !verb.discussion.isEmpty {
      for paragraph in verb.discussion.split(separator: "\n\n") {
        lines += layout.paragraph(String(paragraph)) + [""]
      }
    }
    let arguments = verb.positionals.map { ($0.usage, help(of: $0)) }
    lines += layout.section("Arguments", rows: arguments)
    lines += layout.section("Options", rows: verb.options.map { row(of: $0, extent) })
    guard extent == .full else {
      return lines + layout.paragraph("'\(name) help \(verb.name)' tells everything.")
    }
    let shared = table.shared.map { row(of: $0, extent) }
    return lines + layout.section("Options of every verb", rows: shared).dropLast() + link(extent)
  }

  private func link(_ extent: Extent) -> [StyledText] {
    guard extent == .full, let link = table.program.link else { return [] }
    return ["", "\(link)"]
  }

  private func row(of example: Verb.Example) -> (String, String) {
    ("\(name) \(example.arguments)", example.meaning)
  }

  private func row(of option: OptionDeclaration, _ extent: Extent) -> (String, String) {
    let short = option.short.map { "-\($0), " } ?? "    "
    let long =
      switch option.shape {
      case .flag: "--\(option.name)"
      case .toggle: "--[no-]\(option.name)"
      case .single: "--\(option.name) \(option.placeholder)"
      case .list: "--\(option.name) \(option.placeholder) ..."
      }
    return (short + long, extent == .short ? option.help : help(of: option))
  }

  private func help(of option: OptionDeclaration) -> String {
    var parts = [option.help]
    if case .words(let words) = option.completion {
      parts.append("(\(words.joined(separator: ", ")))")
    }
    if let text = option.defaultText { parts.append("[default: \(text)]") }
    if let variable = option.variable { parts.append("[\(variable)]") }
    return parts.joined(separator: " ")
  }

  private func help(of place: Positional) -> String {
    guard case .words(let words) = place.completion else { return place.help }
    return "\(place.help) (\(words.joined(separator: ", ")))"
  }
}
