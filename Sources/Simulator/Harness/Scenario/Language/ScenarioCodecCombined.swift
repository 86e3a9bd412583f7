import Primitives

/// Codecs made of codecs: lists, maps, words, objects and choices between objects.
extension ScenarioCodec {
  /// Values in order.
  static func list<Item: Sendable>(_ item: ScenarioCodec<Item>) -> ScenarioCodec
  where Value == [Item] {
    ScenarioCodec(
      .list(item.shape),
      read: { node, context in
        guard case .list(let nodes) = node.value else {
          context.wrongType(node, .list(item.shape))
          return nil
        }
        return context.items(nodes, item)
      }, write: { .list($0.map(item.write)) })
  }

  /// One value alone, or several in a list.
  static func oneOrMany<Item: Sendable>(_ item: ScenarioCodec<Item>) -> ScenarioCodec
  where Value == [Item] {
    ScenarioCodec(
      .oneOrMany(item.shape),
      read: { node, context in
        if case .list(let nodes) = node.value {
          // A single item has the same place in both forms, so that choices keep their path.
          if nodes.count == 1 { return context.read(item, nodes[0]).map { [$0] } }
          return context.items(nodes, item)
        }
        return item.read(node, &context).map { [$0] }
      }, write: { $0.count == 1 ? item.write($0[0]) : .list($0.map(item.write)) })
  }

  /// Values by names, in the order in which they are written.
  static func map<Item: Sendable>(_ item: ScenarioCodec<Item>) -> ScenarioCodec
  where Value == OrderedDictionary<String, Item> {
    ScenarioCodec(
      .map(item.shape),
      read: { node, context in
        guard case .object(let members) = node.value else {
          context.wrongType(node, .map(item.shape))
          return nil
        }
        var result = OrderedDictionary<String, Item>()
        for member in members where !member.name.hasPrefix("x-") {
          let value = context.entering(.key(member.name)) { $0.read(item, member.value) }
          if let value { result[member.name] = value }
        }
        return result
      }, write: { .object($0.map { ($0.key, item.write($0.value)) }) })
  }

  /// One of the words that an enumeration stands for.
  static func word() -> ScenarioCodec
  where Value: RawRepresentable<String> & CaseIterable & Sendable {
    let words = Value.allCases.map(\.rawValue)
    return ScenarioCodec(
      .word(words),
      read: { node, context in
        guard let text = node.text else {
          context.wrongType(node, .word(words))
          return nil
        }
        if let value = Value(rawValue: text) { return value }
        context.report(.badValue, at: node.mark, "\(context.path.text) cannot be '\(text)'") {
          $0.suggesting(from: words, for: text)
            .noting("it is one of " + words.joined(separator: ", "))
        }
        return nil
      }, write: { .text($0.rawValue) })
  }

  /// A short form for simple cases; it is read, the long form is what is written.
  func short<Short: Sendable>(
    _ short: ScenarioCodec<Short>, _ make: @escaping @Sendable (Short) -> Value
  ) -> ScenarioCodec {
    let long = self
    return ScenarioCodec(
      .either(short.shape, shape),
      read: { node, context in
        if case .object = node.value { return long.read(node, &context) }
        if case .list = node.value {
          context.wrongType(node, .either(short.shape, long.shape))
          return nil
        }
        return short.read(node, &context).map(make)
      }, write: long.write)
  }
}

extension ScenarioContext {
  fileprivate mutating func items<Item: Sendable>(_ nodes: [JSONNode], _ item: ScenarioCodec<Item>)
    -> [Item]
  {
    var result: [Item] = []
    for (position, node) in nodes.enumerated() {
      if let value = entering(.item(position), { $0.read(item, node) }) { result.append(value) }
    }
    return result
  }

  /// Notes fields that no table has.
  mutating func rejectUnknownFields(_ members: [JSONMember], of table: ScenarioTable) {
    for member in members where !member.name.hasPrefix("x-") {
      if table.fields.contains(where: { $0.name == member.name }) { continue }
      report(
        .unknownField, at: member.namePlace, "unknown field '\(member.name)' in \(path.text)"
      ) {
        $0.suggesting(from: table.fields.map(\.name), for: member.name)
          .noting("known fields are " + table.names)
      }
    }
  }
}

extension ScenarioCodec where Value: ScenarioPart {
  /// An object with the fields of a table.
  static func object(_ fields: ScenarioFields<Value>) -> ScenarioCodec {
    ScenarioCodec(
      .object(fields.table),
      read: { node, context in
        guard case .object(let members) = node.value else {
          context.wrongType(node, .object(fields.table))
          return nil
        }
        context.rejectUnknownFields(members, of: fields.table)
        var value = Value()
        value.origin = Origin(node)
        for field in fields.fields {
          guard let member = node.member(field.field.name) else {
            if field.field.isRequired { context.missing(field.field, in: node) }
            continue
          }
          let outer = context.field
          context.field = field.field
          context.entering(.field(member.name)) { field.read(member.value, &value, &$0) }
          context.field = outer
        }
        return value
      },
      write: { value in
        .object(
          fields.fields.compactMap { field in
            field.write(value).map { (field.field.name, $0) }
          })
      })
  }

  /// An object with the fields of a table, or just `true` when none is given.
  static func objectOrTrue(_ fields: ScenarioFields<Value>) -> ScenarioCodec {
    let object = object(fields)
    return ScenarioCodec(
      .either(.mark, object.shape),
      read: { node, context in
        if case .boolean(true) = node.value {
          var value = Value()
          value.origin = Origin(node)
          return value
        }
        guard case .object = node.value else {
          context.wrongType(node, .either(.mark, object.shape))
          return nil
        }
        return object.read(node, &context)
      },
      write: { value in
        let node = object.write(value)
        return node == .object([]) ? .boolean(true) : node
      })
  }
}

extension ScenarioContext {
  /// Notes that a field is missing in an object.
  mutating func missing(_ field: ScenarioField, in node: JSONNode) {
    report(.missingField, at: node.mark, "'\(field.name)' is missing in \(path.text)") {
      $0.noting("\(field.meaning); for example \"\(field.name)\": \(field.example)")
    }
  }
}
