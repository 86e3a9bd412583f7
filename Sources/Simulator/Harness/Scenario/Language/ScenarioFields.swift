/// The fields of one kind of object: the table that reading, writing and explaining share.
struct ScenarioFields<Owner: ScenarioPart>: Sendable {
  /// What the object is called.
  let name: String
  /// What the object is for.
  let summary: String
  /// The fields in the order in which they are written.
  let fields: [BoundField<Owner>]

  init(_ name: String, _ summary: String, _ fields: [BoundField<Owner>]) {
    self.name = name
    self.summary = summary
    self.fields = fields
  }

  /// The table without the code that reads and writes.
  var table: ScenarioTable { ScenarioTable(name, summary, fields.map(\.field)) }
}

/// A field and the property of the object that holds its value.
struct BoundField<Owner: ScenarioPart>: Sendable {
  /// What the field is called, looks like and means.
  let field: ScenarioField
  /// Takes in a value.
  let read: @Sendable (JSONNode, inout Owner, inout ScenarioContext) -> Void
  /// The value as it is written, nothing when it is the one that holds anyway.
  let write: @Sendable (Owner) -> JSONNode?

  /// A field that has a value also when it is left out.
  static func value<Value: Equatable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable,
    _ codec: ScenarioCodec<Value>,
    _ meaning: String, example: String? = nil
  ) -> BoundField {
    let fallback = Owner()[keyPath: path]
    return BoundField(
      field: ScenarioField(
        name, codec.shape, fallback: JSONText.compact(codec.write(fallback)), meaning,
        example: example),
      read: { node, owner, context in
        if let value = context.read(codec, node) { owner[keyPath: path] = value }
      },
      write: { owner in
        let value = owner[keyPath: path]
        return value == fallback ? nil : codec.write(value)
      })
  }

  /// A field that may be absent.
  static func optional<Value: Sendable>(
    _ name: String, _ path: any WritableKeyPath<Owner, Value?> & Sendable,
    _ codec: ScenarioCodec<Value>, _ meaning: String, example: String? = nil
  ) -> BoundField {
    BoundField(
      field: ScenarioField(name, codec.shape, meaning, example: example),
      read: { node, owner, context in
        if let value = context.read(codec, node) { owner[keyPath: path] = value }
      },
      write: { $0[keyPath: path].map(codec.write) })
  }

  /// A field that must be there.
  static func required<Value: Sendable>(
    _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable,
    _ codec: ScenarioCodec<Value>,
    _ meaning: String, example: String? = nil
  ) -> BoundField {
    BoundField(
      field: ScenarioField(name, codec.shape, isRequired: true, meaning, example: example),
      read: { node, owner, context in
        if let value = context.read(codec, node) { owner[keyPath: path] = value }
      },
      write: { codec.write($0[keyPath: path]) })
  }
}

extension BoundField {
  /// The same field with each word that it may hold explained.
  func choosing(_ choices: [ScenarioField.Choice]) -> BoundField {
    var field = field
    field.choices = choices
    return BoundField(field: field, read: read, write: write)
  }
}

/// One of several fields of which exactly one is given.
struct Alternative<Whole: Sendable>: Sendable {
  /// What the field is called, looks like and means.
  let field: ScenarioField
  /// The whole that a value of the field stands for.
  let read: @Sendable (JSONNode, inout ScenarioContext) -> Whole?
  /// The value of the field, nothing when the whole is another alternative.
  let write: @Sendable (Whole) -> JSONNode?

  /// An alternative with a value of its own.
  static func value<Value: Sendable>(
    _ name: String, _ codec: ScenarioCodec<Value>, _ meaning: String, example: String? = nil,
    _ embed: @escaping @Sendable (Value) -> Whole,
    _ extract: @escaping @Sendable (Whole) -> Value?
  ) -> Alternative {
    Alternative(
      field: ScenarioField(name, codec.shape, meaning, example: example),
      read: { node, context in context.read(codec, node).map(embed) },
      write: { extract($0).map(codec.write) })
  }

  /// An alternative that is only marked with `true`.
  static func mark(_ name: String, _ whole: Whole, _ meaning: String) -> Alternative
  where Whole: Equatable {
    Alternative(
      field: ScenarioField(name, .mark, meaning),
      read: { node, context in
        if case .boolean(true) = node.value { return whole }
        context.wrongType(node, .mark)
        return nil
      },
      write: { $0 == whole ? .boolean(true) : nil })
  }
}

extension ScenarioCodec {
  /// An object with exactly one of some fields.
  static func exactlyOne(
    _ name: String, _ summary: String, _ alternatives: [Alternative<Value>]
  ) -> ScenarioCodec {
    let table = ScenarioTable(name, summary, alternatives.map(\.field))
    return ScenarioCodec(
      .exactlyOne(table),
      read: { node, context in context.readOne(node, table, alternatives) },
      write: { value in
        .object(alternatives.compactMap { one in one.write(value).map { (one.field.name, $0) } })
      })
  }
}

extension ScenarioContext {
  fileprivate mutating func readOne<Whole: Sendable>(
    _ node: JSONNode, _ table: ScenarioTable, _ alternatives: [Alternative<Whole>]
  ) -> Whole? {
    guard case .object(let members) = node.value else {
      if let name = node.text, alternatives.contains(where: { $0.field.name == name }) {
        let example = alternatives.first { $0.field.name == name }?.field.example ?? "true"
        let form = "{ \(JSONText.quoted(name)): \(example) }"
        mistaken(node, NotationMistake("an object is expected here", write: form))
      } else {
        wrongType(node, .exactlyOne(table))
      }
      return nil
    }
    let holder = path.steps.last.flatMap { step -> String? in
      if case .field(let name) = step { name } else { nil }
    }
    let note = "'\(holder ?? table.name)' takes exactly one of: \(table.names)"
    let given = members.filter { !$0.name.hasPrefix("x-") }
    guard let member = given.first, given.count == 1 else {
      report(
        given.isEmpty ? .missingField : .conflict,
        at: given.isEmpty ? node.mark : given[1].namePlace,
        given.isEmpty
          ? "\(path.text) is empty" : "\(path.text) has \(given.count) fields, one is expected"
      ) { $0.noting(note) }
      return nil
    }
    guard let one = alternatives.first(where: { $0.field.name == member.name }) else {
      report(
        .unknownField, at: member.namePlace, "unknown field '\(member.name)' in \(path.text)"
      ) { $0.suggesting(from: alternatives.map(\.field.name), for: member.name).noting(note) }
      return nil
    }
    let outer = field
    field = one.field
    defer { field = outer }
    return entering(.field(member.name)) { one.read(member.value, &$0) }
  }
}
