/// Makes the JSON Schema from which editors complete and check scenario files.
///
/// Only names by which lists are merged are required in it: a file that extends another one may
/// leave out what that one gives, which a schema cannot know.
package enum ScenarioSchema {
  /// The path of the committed copy, from the root of the repository.
  package static let path = "Scenarios/schema/scenario.v1.json"

  /// The schema, draft 2020-12, as laid-out JSON.
  package static func text() -> String {
    var definitions = Definitions()
    let root = definitions.table(ScenarioLanguage.table, isExactlyOne: false)
    var members: [(String, JSONNode)] = [
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("title", .text("Orrery scenario, version \(Scenario.languageVersion)")),
    ]
    if case .object(let fields) = root.value { members += fields.map { ($0.name, $0.value) } }
    members.append(("$defs", .object(common + definitions.made)))
    return JSONText.laidOut(.object(members), trailingCommas: false)
  }

  /// What may stand in place of any value; null takes away what an extended file gives.
  private static let common: [(String, JSONNode)] = [
    (
      "instead",
      .object([
        (
          "anyOf",
          .list([
            .object([
              ("type", .text("string")), ("pattern", .text("\\$\\{[^}]*\\}")),
              ("description", .text("The value of a parameter.")),
            ]),
            .object([
              ("type", .text("object")),
              ("description", .text("One of these values, chosen anew for each seed.")),
              (
                "properties",
                .object([
                  ("perSeed", .object([("type", .text("array")), ("minItems", .integer(1))]))
                ])
              ),
              ("required", .list([.text("perSeed")])), ("additionalProperties", .boolean(false)),
            ]),
            .object([
              ("type", .text("null")),
              ("description", .text("Takes away what the extended file gives.")),
            ]),
          ])
        )
      ])
    )
  ]

  /// The tables met so far, each once.
  private struct Definitions {
    var made: [(String, JSONNode)] = []
    private var names: Set<String> = []

    /// A reference to a table, which is made when it is met for the first time.
    mutating func reference(_ table: ScenarioTable, isExactlyOne: Bool) -> JSONNode {
      if names.insert(table.name).inserted {
        let position = made.count
        made.append((table.name, .object([])))
        made[position].1 = self.table(table, isExactlyOne: isExactlyOne)
      }
      return .object([("$ref", .text("#/$defs/\(table.name)"))])
    }

    /// An object with the fields of a table.
    mutating func table(_ table: ScenarioTable, isExactlyOne: Bool) -> JSONNode {
      var members: [(String, JSONNode)] = [
        ("type", .text("object")), ("description", .text(table.summary)),
      ]
      members.append(("properties", .object(table.fields.map { ($0.name, field($0)) })))
      if table.fields.contains(where: { $0.name == "id" && $0.isRequired }) {
        members.append(("required", .list([.text("id")])))
      }
      members.append(("patternProperties", .object([("^x-", .boolean(true))])))
      members.append(("additionalProperties", .boolean(false)))
      if isExactlyOne {
        let names = table.fields.map { field in
          JSONNode.object([("required", .list([.text(field.name)]))])
        }
        members.append(("oneOf", .list(names)))
      }
      return .object(members)
    }

    private mutating func field(_ field: ScenarioField) -> JSONNode {
      var members: [(String, JSONNode)] = [("description", .text(ScenarioSchema.sentence(field)))]
      if let node = field.fallback.flatMap(ScenarioSchema.value) {
        members.append(("default", node))
      }
      if let node = ScenarioSchema.value(field.example) {
        members.append(("examples", .list([node])))
      }
      var shape = self.shape(field.shape)
      if case .object(let parts) = shape.value, !field.choices.isEmpty {
        let sentences = field.choices.map {
          JSONNode.text("\($0.meaning); fields: \($0.fields); for example \($0.example)")
        }
        shape = .object(
          parts.map { ($0.name, $0.value) } + [("enumDescriptions", .list(sentences))])
      }
      let instead = JSONNode.object([("$ref", .text("#/$defs/instead"))])
      members.append(("anyOf", .list([shape, instead])))
      return .object(members)
    }

    private mutating func shape(_ shape: ScenarioShape) -> JSONNode {
      switch shape {
      case .text, .name, .phrase, .duration, .signedDuration, .drift, .size, .bandwidth, .rate,
        .selector:
        return .object([("type", .text("string"))])
      case .flag: return .object([("type", .text("boolean"))])
      case .mark: return .object([("const", .boolean(true))])
      case .integer(let range):
        return .object([
          ("type", .text("integer")), ("minimum", .integer(range.lowerBound)),
          ("maximum", .integer(range.upperBound)),
        ])
      case .word(let words): return .object([("enum", .list(words.map { .text($0) }))])
      case .probability, .figure, .seeds:
        return .object([("type", .list([.text("number"), .text("string")]))])
      case .distribution: return distribution()
      case .window:
        return .object([("type", .list([.text("array"), .text("string")]))])
      case .list(let item):
        return .object([("type", .text("array")), ("items", self.shape(item))])
      case .oneOrMany(let item): return anyOf([self.shape(item), self.shape(.list(item))])
      case .map(let item):
        return .object([("type", .text("object")), ("additionalProperties", self.shape(item))])
      case .object(let table): return reference(table, isExactlyOne: false)
      case .exactlyOne(let table): return reference(table, isExactlyOne: true)
      case .either(let short, let long): return anyOf([self.shape(short), self.shape(long)])
      case .anything: return .object([])
      }
    }

    private func anyOf(_ shapes: [JSONNode]) -> JSONNode { .object([("anyOf", .list(shapes))]) }

    private mutating func distribution() -> JSONNode {
      let names = DistributionNotation.shapes.map { $0.name }
      let fields = DistributionNotation.shapes.flatMap { $0.fields }.filter { $0 != "values" }
      if self.names.insert("Distribution").inserted {
        var properties: [(String, JSONNode)] = [
          ("dist", .object([("enum", .list(names.map { .text($0) }))]))
        ]
        var seen: Set<String> = []
        for field in fields where seen.insert(field).inserted {
          properties.append((field, .object([("type", .text("string"))])))
        }
        properties.append(("values", shape(.list(.duration))))
        made.append(
          (
            "Distribution",
            .object([
              ("type", .text("object")), ("description", .text("A shape of delay.")),
              ("properties", .object(properties)), ("required", .list([.text("dist")])),
              ("additionalProperties", .boolean(false)),
            ])
          ))
      }
      return anyOf([
        .object([("type", .text("string"))]),
        .object([("$ref", .text("#/$defs/Distribution"))]),
      ])
    }
  }

  /// The meaning of a field as a sentence.
  static func sentence(_ field: ScenarioField) -> String {
    field.meaning.prefix(1).uppercased() + field.meaning.dropFirst() + "."
  }

  /// A value that the table writes down as text.
  private static func value(_ text: String) -> JSONNode? {
    var diagnostics = DiagnosticList()
    return JSONReader.read(SourceFile(path: "", bytes: Array(text.utf8)), into: &diagnostics)
  }
}
