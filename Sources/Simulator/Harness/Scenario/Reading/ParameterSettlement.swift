import Primitives

/// Decides which value each parameter has.
struct ParameterSettlement {
  var diagnostics: DiagnosticList
  /// The value of each parameter.
  private(set) var values = OrderedDictionary<String, JSONNode>()

  init(_ diagnostics: DiagnosticList) {
    self.diagnostics = diagnostics
  }

  /// The tree with each use replaced and each default being the value that was used.
  mutating func settle(_ root: JSONNode, _ settings: [ScenarioSetting]) -> JSONNode {
    guard case .object(var members) = root.value else { return root }
    let position = members.firstIndex { $0.name == "params" }
    var parameters: [JSONMember] = []
    if let position, case .object(let given) = members[position].value.value {
      parameters = given.filter { !$0.name.hasPrefix("x-") }
    }
    for setting in settings where !parameters.contains(where: { $0.name == setting.name }) {
      unknown(setting, parameters.map(\.name))
    }
    for index in parameters.indices { parameters[index] = settled(parameters[index], settings) }
    if let position, case .object = members[position].value.value {
      members[position].value.value = .object(parameters)
    }
    var use = ParameterUse(values, diagnostics)
    for index in members.indices where index != position {
      members[index].value = use.replaced(members[index].value)
    }
    diagnostics = use.diagnostics
    var copy = root
    copy.value = .object(members)
    return copy
  }

  private mutating func settled(_ member: JSONMember, _ settings: [ScenarioSetting]) -> JSONMember {
    guard case .object(var fields) = member.value.value,
      let position = fields.firstIndex(where: { $0.name == "default" })
    else { return member }
    let kind = member.value["type"]?.text.flatMap(ScenarioParameter.Kind.init) ?? .string
    if let setting = settings.last(where: { $0.name == member.name }) {
      if let node = setting.node(kind) {
        fields[position].value = JSONNode(node.value, at: fields[position].value.place)
      } else {
        diagnostics.add {
          Diagnostic(
            .badValue, at: nil,
            "--set \(setting.name)=\(setting.value): the value must be \(kind.noun)")
        }
      }
    }
    let value = fields[position].value
    values[member.name] = value
    check(value, of: member, kind)
    var copy = member
    copy.value.value = .object(fields)
    return copy
  }

  private mutating func check(
    _ value: JSONNode, of member: JSONMember, _ kind: ScenarioParameter.Kind
  ) {
    if !kind.accepts(value) {
      diagnostics.add {
        Diagnostic(
          .wrongType, at: value.mark,
          "parameter '\(member.name)' must be \(kind.noun), not \(value.value.noun)")
      }
    }
    guard case .list(let allowed)? = member.value["values"]?.value, !allowed.isEmpty else { return }
    for other in allowed where !kind.accepts(other) {
      diagnostics.add {
        Diagnostic(
          .wrongType, at: other.mark,
          "parameter '\(member.name)' must be \(kind.noun), not \(other.value.noun)")
      }
    }
    if allowed.contains(value) { return }
    diagnostics.add {
      let names = allowed.map { $0.text ?? JSONText.compact($0) }
      let text = value.text ?? JSONText.compact(value)
      return Diagnostic(
        .badValue, at: value.mark, "parameter '\(member.name)' cannot be '\(text)'"
      ).suggesting(from: names, for: text).noting("it is one of " + names.joined(separator: ", "))
    }
  }

  private mutating func unknown(_ setting: ScenarioSetting, _ known: [String]) {
    diagnostics.add {
      let mistake = Diagnostic(
        .unknownName, at: nil, "--set \(setting.name): the scenario has no such parameter"
      ).suggesting(from: known, for: setting.name)
      return known.isEmpty
        ? mistake.noting("the scenario has no params")
        : mistake.noting("known parameters are " + known.joined(separator: ", "))
    }
  }
}

extension ScenarioParameter.Kind {
  /// The kind as it is named in messages.
  var noun: String {
    switch self {
    case .string: "text"
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .duration: "a span of time"
    case .probability: "a probability"
    case .distribution: "a span, a range or a distribution"
    }
  }

  /// Whether a value is of this kind.
  func accepts(_ node: JSONNode) -> Bool {
    var context = ScenarioContext()
    let isRead: Bool
    switch self {
    case .string: isRead = node.text != nil
    case .integer:
      if case .number(.integer) = node.value { isRead = true } else { isRead = false }
    case .number:
      if case .number = node.value { isRead = true } else { isRead = false }
    case .boolean:
      if case .boolean = node.value { isRead = true } else { isRead = false }
    case .duration: isRead = ScenarioCodec.duration.read(node, &context) != nil
    case .probability: isRead = ScenarioCodec.probability.read(node, &context) != nil
    case .distribution: isRead = ScenarioCodec.distribution.read(node, &context) != nil
    }
    return isRead && !context.diagnostics.hasErrors
  }
}
