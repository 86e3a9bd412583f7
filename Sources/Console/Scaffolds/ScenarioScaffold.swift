import Harness

/// A scenario to begin with, of services and commands that the system has.
struct ScenarioScaffold {
  let name: ScaffoldName
  let vocabulary: ScenarioVocabulary
  /// The scenario that it builds on; nothing for one that stands by itself.
  let base: String?
  /// The program's name, for commands in comments.
  let program: String

  /// The files.
  func scaffold() throws(CommandError) -> Scaffold {
    let path = "\(name.kebab)\(ScenarioFiles.suffix)"
    let text = if let base { over(base) } else { try alone() }
    return Scaffold(files: [(path, text)], next: "check \(path)")
  }

  /// A scenario that takes everything from another and says what differs.
  private func over(_ base: String) -> String {
    """
    // What is different from \(base), and what should come of it.
    {
      "version": 1,
      "extends": "\(base)",
      "name": "\(name.kebab)",
      "title": "\(name.kebab)",

      // What goes wrong: `\(program) explain faults` tells how to say it.
      "faults": [],

      "expect": { "verdict": "holds" },
    }

    """
  }

  /// A scenario of the first kind of service and the first command that the system has.
  private func alone() throws(CommandError) -> String {
    guard let kind = vocabulary.services.first, let command = vocabulary.commands.first else {
      throw CommandError(
        .nothingRan, "the system has no service and no command to begin with",
        hint: "--from SCENARIO begins with one that there is")
    }
    let kinds = vocabulary.services.map(\.name).joined(separator: ", ")
    let commands = vocabulary.commands.map(\.name).joined(separator: ", ")
    return """
      // One service and one client; `\(program) list` tells what else there is.
      {
        "version": 1,
        "name": "\(name.kebab)",
        "title": "\(name.kebab)",

        // Kinds: \(kinds)
        "services": {
          "\(Self.serviceName(kind.name))": { "kind": "\(kind.name)" },
        },

        "network": { "default": { "latency": "1ms..8ms" } },

        // Commands: \(commands)
        "workload": [
          {
            "id": "first", "from": "client:alice", "do": "\(command.name)",\(Self.arguments(command))
            "at": "1s", "deadline": "5s",
          },
        ],

        // What goes wrong, drawn from the seed; `\(program) explain chaos` tells the kinds.
        "chaos": { "intensity": "rough" },

        "expect": { "verdict": "holds" },
      }

      """
  }

  /// The arguments that a command cannot do without, with something in them.
  private static func arguments(_ command: ScenarioVocabulary.Command) -> String {
    let needed = command.arguments.filter(\.isRequired)
    guard !needed.isEmpty else { return "" }
    let texts = needed.map {
      "\"\($0.name)\": \($0.example.isEmpty ? sample($0.shape) : $0.example)"
    }
    return "\n            \"args\": { \(texts.joined(separator: ", ")) },"
  }

  private static func sample(_ shape: ScenarioShape) -> String {
    switch shape {
    case .integer(let range): "\(range.contains(1) ? 1 : range.lowerBound)"
    case .flag: "true"
    case .duration, .signedDuration: "\"1s\""
    case .word(let words), .phrase(let words): "\"\(words.first ?? "")\""
    case .text, .name, .mark, .distribution, .probability, .figure, .drift, .size, .bandwidth,
      .rate, .seeds, .selector, .window, .list, .oneOrMany, .map, .object, .exactlyOne, .either,
      .anything:
      "\"a\""
    }
  }

  /// A service's usual name: its kind in lower case, dashes between its words.
  private static func serviceName(_ kind: String) -> String {
    var name = ""
    for character in kind {
      if character.isUppercase, !name.isEmpty { name += "-" }
      name += character.lowercased()
    }
    return name
  }
}
