import Primitives

/// Puts the values of parameters in the places that use them: `"${name}"`.
///
/// A text that is nothing but one use becomes the value itself, whatever it is; within a longer
/// text the value is written out. `$${` stands for a plain `${`.
enum ParameterUse {
  /// A tree with every use replaced; names that are no parameter are noted.
  static func replaced(
    _ node: JSONNode, by values: OrderedDictionary<String, JSONNode>,
    _ diagnostics: inout DiagnosticList
  ) -> JSONNode {
    var copy = node
    switch node.value {
    case .null, .boolean, .number: break
    case .text(let text):
      copy.value = value(text, at: node.place, values, &diagnostics)
    case .list(let items):
      copy.value = .list(items.map { replaced($0, by: values, &diagnostics) })
    case .object(let members):
      copy.value = .object(
        members.map {
          JSONMember($0.name, replaced($0.value, by: values, &diagnostics), at: $0.namePlace)
        })
    }
    return copy
  }

  /// A tree whose texts read back as they are.
  static func escaped(_ node: JSONNode) -> JSONNode {
    var copy = node
    switch node.value {
    case .null, .boolean, .number: break
    case .text(let text):
      if text.utf8.contains(UInt8(ascii: "$")) { copy.value = .text(doubled(text)) }
    case .list(let items): copy.value = .list(items.map(escaped))
    case .object(let members):
      copy.value = .object(members.map { JSONMember($0.name, escaped($0.value)) })
    }
    return copy
  }

  /// Every `${`, with however many dollars before it, with one dollar more.
  private static func doubled(_ text: String) -> String {
    var result = ""
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      rest = rest.dropFirst()
      if scalar == "$", rest.first == "{" { result += "$" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func value(
    _ text: String, at place: SourcePlace?, _ values: OrderedDictionary<String, JSONNode>,
    _ diagnostics: inout DiagnosticList
  ) -> JSONValue {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return .text(text) }
    var result = ""
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      rest = rest.dropFirst()
      guard scalar == "$", let next = rest.first else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if next == "$", rest.dropFirst().first == "{" {
        result += "${"
        rest = rest.dropFirst(2)
      } else if next == "{", let end = rest.firstIndex(of: "}") {
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        rest = rest[rest.index(after: end)...]
        guard let value = values[name] else {
          unknown(name, at: place, values.keys, &diagnostics)
          continue
        }
        if result.isEmpty, rest.isEmpty { return value.value }
        result += value.text ?? JSONText.compact(value)
      } else {
        result += "$"
      }
    }
    return .text(result)
  }

  private static func unknown(
    _ name: String, at place: SourcePlace?, _ known: [String],
    _ diagnostics: inout DiagnosticList
  ) {
    diagnostics.add {
      let mistake = Diagnostic(.unknownName, at: place, "unknown parameter '\(name)'")
        .suggesting(from: known, for: name).helping("orrery explain params")
      return known.isEmpty
        ? mistake.noting("the scenario has no params")
        : mistake.noting("known parameters are " + known.joined(separator: ", "))
    }
  }
}
