import Harness
import Primitives

extension Verb {
  /// Lists what scenarios can name.
  static func list(_ system: SystemUnderTest) -> Verb {
    Verb(
      "list", "List what scenarios can name, from services to faults",
      examples: [
        Example("list", "everything that scenarios can name"),
        Example("list properties --json", "one part of it, for a program"),
      ],
      positionals: [
        Positional(
          "PART", .optional, completion: .words(Catalogue.parts), help: "Which part to list")
      ],
      options: [StandardOptions.json.declaration]
    ) { arguments, terminal throws(CommandError) in
      let catalogue = Catalogue(system.vocabulary)
      let wanted = arguments[
        Positional("PART", .optional, completion: .words(Catalogue.parts), help: "")
      ].first
      if let wanted, !Catalogue.parts.contains(wanted) {
        throw CommandError(
          .usage, "there is no part '\(wanted)'",
          hint: "parts are \(Catalogue.parts.joined(separator: ", "))")
      }
      let sections = catalogue.sections.filter { wanted == nil || $0.title == wanted }
      if arguments[StandardOptions.json] {
        var fields: OrderedDictionary<String, JSONText> = ["schema": "orrery.list/1"]
        for section in sections { fields[section.title] = section.json }
        terminal.print(json: .object(fields))
      } else {
        for (position, section) in sections.enumerated() {
          if position > 0 { terminal.print() }
          terminal.print(StyledText(section.title, .emphasis))
          terminal.print(table: section.table)
        }
      }
      return .success
    }
  }
}

/// What scenarios can name, in sections.
private struct Catalogue {
  static let parts = [
    "services", "commands", "properties", "observations", "sagas", "failpoints", "faults",
  ]

  /// Names of one kind with their meanings.
  struct Section {
    let title: String
    let rows: [(name: String, meaning: String)]

    var table: Table {
      var table = Table(alignments: [.left, .left])
      for row in rows { table.append([StyledText("  \(row.name)"), StyledText(row.meaning)]) }
      return table
    }

    var json: JSONText {
      .list(rows.map { ["name": .text($0.name), "meaning": .text($0.meaning)] })
    }
  }

  let sections: [Section]

  /// What entries of an observation are, and the fields that a condition can read.
  private static func meaning(of observation: Observation) -> String {
    "\(observation.meaning): key, host, "
      + observation.fields.map(\.name).joined(separator: ", ")
  }

  init(_ vocabulary: ScenarioVocabulary) {
    sections = [
      Section(title: "services", rows: vocabulary.services.map { ($0.name, $0.meaning) }),
      Section(title: "commands", rows: vocabulary.commands.map { ($0.name, $0.meaning) }),
      Section(title: "properties", rows: vocabulary.properties.map { ($0.name, $0.meaning) }),
      Section(
        title: "observations",
        rows: vocabulary.services.flatMap { kind in
          kind.observations.map { ("\(kind.name) \($0.name)", Catalogue.meaning(of: $0)) }
        }),
      Section(title: "sagas", rows: vocabulary.sagas.map { ($0.name, $0.meaning) }),
      Section(
        title: "failpoints",
        rows: vocabulary.services.flatMap { kind in
          kind.failpoints.map { ("\(kind.name) \($0.name)", $0.meaning) }
        }),
      Section(title: "faults", rows: ScenarioLanguage.faultKinds.map { ($0.name, $0.meaning) }),
    ]
  }
}
