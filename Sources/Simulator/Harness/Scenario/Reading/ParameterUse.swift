import Primitives

/// Puts the values of parameters in the places that use them: `"${name}"`.
///
/// A text that is nothing but one use becomes the value itself, whatever it is; within a longer
/// text the value is written out. `$${` stands for a plain `${`. What all uses bring in is bounded,
/// so that a small file cannot become a huge scenario.
struct ParameterUse {
  /// How many bytes of text and values all uses together may bring in.
  static let limit = JSONReader.sizeLimit

  /// The value of each parameter.
  let values: OrderedDictionary<String, JSONNode>
  var diagnostics: DiagnosticList
  private var remaining = ParameterUse.limit

  init(_ values: OrderedDictionary<String, JSONNode>, _ diagnostics: DiagnosticList) {
    self.values = values
    self.diagnostics = diagnostics
  }

  /// A tree with every use replaced; names that are no parameter are noted.
  mutating func replaced(_ node: JSONNode) -> JSONNode {
    var copy = node
    switch node.value {
    case .null, .boolean, .number: break
    case .text(let text): copy.value = value(text, at: node.place)
    case .list(let items): copy.value = .list(items.map { replaced($0) })
    case .object(let members):
      copy.value = .object(
        members.map { JSONMember($0.name, replaced($0.value), at: $0.namePlace) })
    }
    return copy
  }

  /// The value of a parameter, nothing when there is none or it is one too many.
  private mutating func value(of name: String, at place: SourcePlace?) -> JSONNode? {
    guard let value = values[name] else {
      unknown(name, at: place)
      return nil
    }
    guard remaining > 0 else { return nil }
    remaining -= ParameterUse.size(value)
    if remaining <= 0 {
      diagnostics.add {
        Diagnostic(.tooLarge, at: place, "the values of parameters make the file too large")
          .noting("all uses together may bring in 8 MiB")
      }
      return nil
    }
    return value
  }

  private static func size(_ node: JSONNode) -> Int {
    switch node.value {
    case .null, .boolean, .number: 8
    case .text(let text): 8 + text.utf8.count
    case .list(let items): items.reduce(8) { $0 + size($1) }
    case .object(let members): members.reduce(8) { $0 + $1.name.utf8.count + size($1.value) }
    }
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

  private mutating func value(_ text: String, at place: SourcePlace?) -> JSONValue {
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
        guard let value = value(of: name, at: place) else { continue }
        if result.isEmpty, rest.isEmpty { return value.value }
        result += value.text ?? JSONText.compact(value)
      } else {
        result += "$"
      }
    }
    return .text(result)
  }

  private mutating func unknown(_ name: String, at place: SourcePlace?) {
    let known = values.keys
    diagnostics.add {
      let mistake = Diagnostic(.unknownName, at: place, "unknown parameter '\(name)'")
        .suggesting(from: known, for: name).helping("orrery explain params")
      return known.isEmpty
        ? mistake.noting("the scenario has no params")
        : mistake.noting("known parameters are " + known.joined(separator: ", "))
    }
  }
}
