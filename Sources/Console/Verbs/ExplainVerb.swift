import Harness
import Primitives

extension Verb {
  /// Explains a field of the scenario language.
  static let explain = Verb(
    "explain", "Explain a field or a fault of scenario files",
    examples: [
      Example("explain faults.do", "what a fault can do"),
      Example("explain services", "how services are described"),
    ],
    positionals: [
      Positional(
        "TOPIC", .optional, completion: .words(ScenarioExplanation.topics),
        help: "A field, such as faults.when.message")
    ]
  ) { arguments, terminal throws(CommandError) in
    let place = Positional(
      "TOPIC", .optional, completion: .words(ScenarioExplanation.topics), help: "")
    guard let topic = arguments[place].first else {
      for topic in ScenarioExplanation.topics { terminal.print(StyledText(topic)) }
      return .success
    }
    guard let text = ScenarioExplanation.text(topic) else {
      let nearest = ScenarioExplanation.nearest(topic).map { "did you mean '\($0)'?" }
      throw CommandError(
        .notFound, "there is no topic '\(topic)'",
        hint: nearest ?? "'explain' alone lists all topics")
    }
    terminal.write(text.hasSuffix("\n") ? text : text + "\n")
    return .success
  }

  /// Prints the schema of scenario files.
  static let schema = Verb(
    "schema", "Print the JSON Schema of scenario files",
    examples: [Example("schema", "for an editor or a validator")]
  ) { _, terminal throws(CommandError) in
    terminal.write(ScenarioSchema.text())
    return .success
  }
}
