import Engine

/// Reads shapes of delay from nodes.
enum DistributionReading {
  /// The shape that a node stands for; mistakes are noted in the context.
  static func read(_ node: JSONNode, _ context: inout ScenarioContext) -> Distribution? {
    switch node.value {
    case .number(let number):
      context.mistaken(node, DurationNotation.withoutUnit(number.text))
      return nil
    case .text(let text):
      return context.parsed(node, text) { text throws(NotationMistake) in
        try DistributionNotation.parse(text)
      }
    case .object(let members): return object(node, members, &context)
    case .null, .boolean, .list:
      context.wrongType(node, .distribution)
      return nil
    }
  }

  private static func object(
    _ node: JSONNode, _ members: [JSONMember], _ context: inout ScenarioContext
  ) -> Distribution? {
    let names = DistributionNotation.shapes.map(\.name)
    guard let kind = node["dist"] else {
      context.report(.missingField, at: node.mark, "'dist' is missing in \(context.path.text)") {
        $0.noting("known distributions are " + names.joined(separator: ", "))
      }
      return nil
    }
    guard let name = kind.text else {
      context.wrongType(kind, .word(names))
      return nil
    }
    guard let shape = DistributionNotation.shapes.first(where: { $0.name == name }) else {
      context.report(.badValue, at: kind.mark, "unknown distribution '\(name)'") {
        $0.suggesting(from: names, for: name)
          .noting("known distributions are " + names.joined(separator: ", "))
      }
      return nil
    }
    for member in members where member.name != "dist" && !shape.fields.contains(member.name) {
      context.report(
        .unknownField, at: member.namePlace,
        "unknown field '\(member.name)' in a \(name) distribution"
      ) {
        $0.suggesting(from: shape.fields, for: member.name)
          .noting("it has " + shape.fields.joined(separator: ", "))
      }
    }
    return spans(node, shape, &context)
  }

  private static func spans(
    _ node: JSONNode, _ shape: (name: String, fields: [String]), _ context: inout ScenarioContext
  ) -> Distribution? {
    var spans: [(name: String, span: Duration)] = []
    var values: [Duration] = []
    for name in shape.fields {
      guard let value = node[name] else {
        context.report(
          .missingField, at: node.mark, "'\(name)' is missing in a \(shape.name) distribution")
        continue
      }
      if name == "values", case .list(let items) = value.value {
        for item in items {
          if let span = ScenarioCodec.duration.read(item, &context) { values.append(span) }
        }
      } else if name == "values" {
        context.wrongType(value, .list(.duration))
      } else if let span = ScenarioCodec.duration.read(value, &context) {
        spans.append((name, span))
      }
    }
    do {
      return try DistributionNotation.make(
        shape.name, { name in spans.first { $0.name == name }?.span }, values: values)
    } catch {
      context.mistaken(node, error)
      return nil
    }
  }
}
