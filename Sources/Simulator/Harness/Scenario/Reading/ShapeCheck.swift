/// Checks values that a scenario only hands on, such as the configuration of a service.
enum ShapeCheck {
  /// Notes what is wrong with a value of a shape.
  static func check(_ node: JSONNode, _ shape: ScenarioShape, _ context: inout ScenarioContext) {
    if case .list(let alternatives)? = node["perSeed"]?.value {
      for alternative in alternatives { check(alternative, shape, &context) }
      return
    }
    switch shape {
    case .list(let item): list(node, item, shape, &context)
    case .oneOrMany(let item):
      if case .list = node.value {
        list(node, item, shape, &context)
      } else {
        check(node, item, &context)
      }
    case .map(let item): map(node, item, shape, &context)
    case .object(let table): object(node, table, &context)
    case .exactlyOne(let table):
      object(node, table, &context)
      if case .object(let members) = node.value, members.count != 1 {
        context.wrongType(node, shape)
      }
    case .either(let short, let long):
      if case .object = node.value {
        check(node, long, &context)
      } else {
        check(node, short, &context)
      }
    case .text, .name, .flag, .mark, .integer, .word, .phrase, .duration, .signedDuration,
      .distribution, .probability, .figure, .drift, .size, .bandwidth, .rate, .seeds, .selector,
      .window, .anything:
      scalar(node, shape, &context)
    }
  }

  private static func scalar(
    _ node: JSONNode, _ shape: ScenarioShape, _ context: inout ScenarioContext
  ) {
    switch shape {
    case .text: _ = ScenarioCodec.text.read(node, &context)
    case .name: _ = ScenarioCodec.name.read(node, &context)
    case .flag: _ = ScenarioCodec.flag.read(node, &context)
    case .mark: if node.value != .boolean(true) { context.wrongType(node, shape) }
    case .integer(let range): _ = ScenarioCodec.integer(range).read(node, &context)
    case .word(let words): word(node, words, &context)
    case .phrase(let forms): phrase(node, forms, &context)
    case .duration: _ = ScenarioCodec.duration.read(node, &context)
    case .signedDuration: _ = ScenarioCodec.signedDuration.read(node, &context)
    case .distribution: _ = ScenarioCodec.distribution.read(node, &context)
    case .probability: _ = ScenarioCodec.probability.read(node, &context)
    case .figure: _ = ScenarioCodec.figure.read(node, &context)
    case .drift: _ = ScenarioCodec.drift.read(node, &context)
    case .size: _ = ScenarioCodec.size.read(node, &context)
    case .bandwidth: _ = ScenarioCodec.bandwidth.read(node, &context)
    case .rate: _ = ScenarioCodec.rate.read(node, &context)
    case .seeds: _ = ScenarioCodec.seeds.read(node, &context)
    case .selector: _ = ScenarioCodec.selector.read(node, &context)
    case .window: _ = ScenarioLanguage.window.read(node, &context)
    case .anything, .list, .oneOrMany, .map, .object, .exactlyOne, .either: break
    }
  }

  private static func word(
    _ node: JSONNode, _ words: [String], _ context: inout ScenarioContext
  ) {
    guard let text = node.text else {
      context.wrongType(node, .word(words))
      return
    }
    if words.contains(text) { return }
    context.report(.badValue, at: node.mark, "\(context.path.text) cannot be '\(text)'") {
      $0.suggesting(from: words, for: text).noting("it is one of " + words.joined(separator: ", "))
    }
  }

  private static func phrase(
    _ node: JSONNode, _ forms: [String], _ context: inout ScenarioContext
  ) {
    guard let text = node.text else {
      context.wrongType(node, .phrase(forms))
      return
    }
    let words = text.split(separator: " ")
    if forms.contains(where: { fits(words, $0.split(separator: " ")) }) { return }
    context.report(.badValue, at: node.mark, "\(context.path.text) cannot be '\(text)'") {
      $0.noting("it is one of " + forms.joined(separator: ", "))
    }
  }

  /// Whether words are of a form; what a run puts in for braces is not known here.
  private static func fits(_ words: [Substring], _ form: [Substring]) -> Bool {
    words.count == form.count
      && zip(words, form).allSatisfy { word, place in
        if place == "NUMBER" { return Int(word) != nil || word.contains("{") }
        return place == place.uppercased() || word == place
      }
  }

  private static func list(
    _ node: JSONNode, _ item: ScenarioShape, _ shape: ScenarioShape,
    _ context: inout ScenarioContext
  ) {
    guard case .list(let nodes) = node.value else {
      context.wrongType(node, shape)
      return
    }
    for (position, node) in nodes.enumerated() {
      context.entering(.item(position)) { check(node, item, &$0) }
    }
  }

  private static func map(
    _ node: JSONNode, _ item: ScenarioShape, _ shape: ScenarioShape,
    _ context: inout ScenarioContext
  ) {
    guard case .object(let members) = node.value else {
      context.wrongType(node, shape)
      return
    }
    for member in members {
      context.entering(.key(member.name)) { check(member.value, item, &$0) }
    }
  }

  /// Notes unknown, missing and ill-formed fields.
  static func object(
    _ node: JSONNode, _ table: ScenarioTable, _ context: inout ScenarioContext
  ) {
    guard case .object(let members) = node.value else {
      context.wrongType(node, .object(table))
      return
    }
    context.rejectUnknownFields(members, of: table)
    for field in table.fields {
      guard let value = node[field.name] else {
        if field.isRequired { context.missing(field, in: node) }
        continue
      }
      let outer = context.field
      context.field = field
      context.entering(.key(field.name)) { check(value, field.shape, &$0) }
      context.field = outer
    }
  }
}
