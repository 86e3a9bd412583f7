extension Verb {
  private static let topic = Positional(
    "VERB", .optional, completion: .verbs, help: "The verb to explain")

  /// Explains the program or one of its verbs.
  static let help = Verb(
    "help", "Explain the program or one verb",
    examples: [Example("help help", "explain this verb")], positionals: [topic]
  ) { arguments, terminal throws(CommandError) in
    let help = Help(table: arguments.table, width: terminal.width)
    guard let name = arguments[topic].first else {
      for line in help.program(.full) { terminal.print(line) }
      return .success
    }
    guard let verb = arguments.table.verb(name) else {
      let nearest = Suggestion.nearest(to: name, among: arguments.table.listedVerbs.map(\.name))
      let error = UsageError.unknownVerb(name, nearest: nearest)
      throw CommandError(.usage, error.message, hint: error.hint)
    }
    for line in help.verb(verb, .full) { terminal.print(line) }
    return .success
  }
}
