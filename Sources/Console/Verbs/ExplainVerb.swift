import Harness
import Primitives
import Reporting

extension Verb {
  // A shell would take a name with a dollar sign for a variable.
  private static let topic = Positional(
    "TOPIC", .optional,
    completion: .suggestions(ScenarioExplanation.topics.filter { !$0.hasPrefix("$") }),
    help: "A field, such as faults.when.message")

  /// Explains a field of the scenario language.
  static let explain = Verb(
    "explain", "Explain a field or a fault of scenario files",
    examples: [
      Example("explain faults.do", "what a fault can do"),
      Example("explain services", "how services are described"),
    ],
    positionals: [topic]
  ) { arguments, terminal throws(CommandError) in
    guard let wanted = arguments[topic].first else {
      for name in ScenarioExplanation.topics { terminal.print(StyledText(name)) }
      return .success
    }
    guard let text = ScenarioExplanation.text(wanted) else {
      let nearest = ScenarioExplanation.nearest(wanted).map { "did you mean '\($0)'?" }
      throw CommandError(
        .notFound, "there is no topic '\(wanted)'",
        hint: nearest ?? "'explain' alone lists all topics")
    }
    terminal.write(text.hasSuffix("\n") ? text : text + "\n")
    return .success
  }

  private static let subject = Positional(
    "WHAT", .optional, completion: .words(["scenario", "event"]),
    help: "scenario, or event for a line of 'report --format events'")

  /// Prints the schema of scenario files, or of what other verbs write.
  static let schema = Verb(
    "schema", "Print the JSON Schema of scenario files",
    examples: [
      Example("schema", "for an editor or a validator"),
      Example("schema event", "of the lines of an event stream"),
    ],
    positionals: [subject]
  ) { arguments, terminal throws(CommandError) in
    let isEvent = arguments[subject].first == "event"
    terminal.write(isEvent ? EventStream.schema : ScenarioSchema.text())
    return .success
  }
}
