/// What is known while a scenario is read: the way so far, the mistakes, the choices.
struct ScenarioContext {
  var diagnostics = DiagnosticList()
  var path = ScenarioPath()
  /// The choices met so far, in the order of the field table.
  var choices: [ScenarioChoice] = []
  /// Which alternative of each choice is taken; the first where the list is too short.
  var picks: [Int] = []
  /// The field that is being read, for its example.
  var field: ScenarioField?
  private var isInsideChoice = false

  init(diagnostics: DiagnosticList = DiagnosticList()) {
    self.diagnostics = diagnostics
  }

  /// Reads a value, or the alternative of it that is picked.
  mutating func read<Value: Sendable>(_ codec: ScenarioCodec<Value>, _ node: JSONNode) -> Value? {
    guard let alternatives = alternatives(of: node) else { return codec.read(node, &self) }
    guard let position = begin(alternatives) else { return nil }
    var result: Value?
    for (index, alternative) in alternatives.enumerated() {
      let value = codec.read(alternative, &self)
      if index == position { result = value }
    }
    isInsideChoice = false
    return result
  }

  /// A free value with its choices made.
  mutating func resolved(_ node: JSONNode) -> JSONNode {
    if let alternatives = alternatives(of: node) {
      guard let position = begin(alternatives) else { return node }
      let taken = alternatives.map { resolved($0) }[position]
      isInsideChoice = false
      return taken
    }
    var copy = node
    switch node.value {
    case .list(let items):
      var changed: [JSONNode] = []
      for (index, item) in items.enumerated() {
        changed.append(entering(.item(index)) { $0.resolved(item) })
      }
      copy.value = .list(changed)
    case .object(let members):
      var changed = members
      for (index, member) in members.enumerated() {
        changed[index].value = entering(.key(member.name)) { $0.resolved(member.value) }
      }
      copy.value = .object(changed)
    case .null, .boolean, .number, .text: break
    }
    return copy
  }

  private mutating func alternatives(of node: JSONNode) -> [JSONNode]? {
    guard let member = node.member("perSeed"), case .object(let members) = node.value else {
      return nil
    }
    guard members.count == 1, case .list(let items) = member.value.value, !items.isEmpty else {
      report(.badValue, at: member.value.mark, "'perSeed' must be a list and stand alone") {
        $0.noting("for example { \"perSeed\": [\"50ms..100ms\", \"1s..2s\"] }")
      }
      return []
    }
    return items
  }

  /// Notes a choice and says which alternative is taken.
  private mutating func begin(_ alternatives: [JSONNode]) -> Int? {
    guard !alternatives.isEmpty else { return nil }
    guard !isInsideChoice else {
      report(.badValue, at: alternatives[0].mark, "'perSeed' cannot stand inside 'perSeed'")
      return nil
    }
    let position = choices.count < picks.count ? picks[choices.count] : 0
    choices.append(ScenarioChoice(path: path, alternatives: alternatives))
    isInsideChoice = true
    return min(max(0, position), alternatives.count - 1)
  }

  /// Does something one step further in.
  mutating func entering<Result>(
    _ step: ScenarioPath.Step, _ body: (inout ScenarioContext) -> Result
  ) -> Result {
    path.steps.append(step)
    defer { path.steps.removeLast() }
    return body(&self)
  }

  // MARK: Mistakes

  /// Notes an error, with a pointer to what explains the field.
  mutating func report(
    _ code: Diagnostic.Code, at place: SourcePlace?, _ message: String,
    _ change: (Diagnostic) -> Diagnostic = { $0 }
  ) {
    let help = path.topic.isEmpty ? nil : "orrery explain \(path.topic)"
    diagnostics.add { change(Diagnostic(code, at: place, message).helping(help)) }
  }

  /// Notes that a value has another shape than its field.
  mutating func wrongType(_ node: JSONNode, _ shape: ScenarioShape) {
    let example = field.map { "for example \"\($0.name)\": \($0.example)" }
    report(
      .wrongType, at: node.mark, "\(path.text) must be \(shape.noun), not \(node.value.noun)"
    ) {
      example.map($0.noting) ?? $0
    }
  }

  /// Notes that a text is not the notation it should be.
  mutating func mistaken(_ node: JSONNode, _ mistake: NotationMistake) {
    report(.badValue, at: node.mark, "\(path.text): \(mistake.message)") {
      var copy = $0
      copy.label = mistake.label
      copy.fix = mistake.fix
      return copy
    }
  }
}

extension JSONValue {
  /// The kind of value as it is named in messages.
  var noun: String {
    switch self {
    case .null: "null"
    case .boolean(let truth): truth ? "true" : "false"
    case .number(let number): "the number \(number.text.prefix(40))"
    case .text(let text): text.count <= 40 ? "the text \(JSONText.quoted(text))" : "text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}
