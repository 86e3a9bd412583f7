/// The completion script of fish.
struct FishCompletion {
  let table: VerbTable

  private var start: String { "complete -c \(table.program.name)" }

  /// The script.
  var script: String {
    var lines = ["# fish completion for \(table.program.name)", "\(start) -f"]
    lines += table.listedVerbs.map { verb in
      "\(start) -n __fish_use_subcommand -a \(verb.name) -d \(quoted(verb.summary))"
    }
    lines += table.shared.flatMap { self.lines(of: $0, condition: "") }
    for verb in table.listedVerbs {
      let condition = " -n '__fish_seen_subcommand_from \(verb.name)'"
      lines += verb.positionals.compactMap { place in
        action(for: place.completion).map { "\(start)\(condition) \($0)" }
      }
      lines += verb.options.flatMap { self.lines(of: $0, condition: condition) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of option: OptionDeclaration, condition: String) -> [String] {
    let short = option.short.map { " -s '\($0)'" } ?? ""
    let value =
      switch table.offered(option.completion) {
      case .none, .verbs, .suggestions: option.takesValue ? " -x" : ""
      case .files: " -r -F"
      case .folders, .words: " -x" + (action(for: option.completion).map { " \($0)" } ?? "")
      }
    let help = " -d \(quoted(option.help))"
    let line = "\(start)\(condition)\(short) -l \(option.name)\(value)\(help)"
    guard option.shape == .toggle else { return [line] }
    return [line, "\(start)\(condition) -l no-\(option.name)\(help)"]
  }

  private func action(for completion: ValueCompletion) -> String? {
    switch table.offered(completion) {
    case .none, .verbs, .suggestions: nil
    case .files: "-F"
    case .folders: "-a '(__fish_complete_directories)'"
    case .words(let words): "-a \(quoted(words.joined(separator: " ")))"
    }
  }

  private func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    return "'\(escaped)'"
  }
}
