/// Writes values as text: on one line, or laid out for people.
package enum JSONText {
  /// The value on one line, with a space after each comma and colon and inside braces.
  package static func compact(_ node: JSONNode) -> String {
    switch node.value {
    case .null: return "null"
    case .boolean(let truth): return truth ? "true" : "false"
    case .number(let number): return number.text
    case .text(let text): return quoted(text)
    case .list(let items):
      return "[" + items.map(compact).joined(separator: ", ") + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let parts = members.map { quoted($0.name) + ": " + compact($0.value) }
      return "{ " + parts.joined(separator: ", ") + " }"
    }
  }

  /// The value over several lines, ended by a newline: short parts stay on one line.
  ///
  /// With trailing commas a later line added below changes that line alone; the JSON that other
  /// tools read must go without.
  package static func laidOut(_ node: JSONNode, trailingCommas: Bool) -> String {
    laidOut(node, depth: 0, before: 0, trailingCommas: trailingCommas) + "\n"
  }

  /// The value as people say it: names before values, without brackets around the whole.
  ///
  /// For reading only: a text that looks like a number is not told from one.
  package static func phrase(_ node: JSONNode) -> String {
    switch node.value {
    case .null, .boolean, .number: return compact(node)
    case .text(let text): return text.isEmpty ? quoted(text) : text
    case .list(let items): return items.map(inner).joined(separator: ", ")
    case .object(let members):
      return members.map { "\($0.name) \(inner($0.value))" }.joined(separator: ", ")
    }
  }

  private static func inner(_ node: JSONNode) -> String {
    switch node.value {
    case .null, .boolean, .number, .text: return phrase(node)
    case .list, .object: return "(\(phrase(node)))"
    }
  }

  private static let width = 96

  private static func laidOut(
    _ node: JSONNode, depth: Int, before: Int, trailingCommas: Bool
  ) -> String {
    let line = compact(node)
    if depth > 0, 2 * depth + before + line.utf8.count < width { return line }
    let parts: [(String, JSONNode)]
    let brackets: (String, String)
    switch node.value {
    case .null, .boolean, .number, .text: return line
    case .list(let items):
      if items.isEmpty { return line }
      (parts, brackets) = (items.map { ("", $0) }, ("[", "]"))
    case .object(let members):
      if members.isEmpty { return line }
      (parts, brackets) = (members.map { (quoted($0.name) + ": ", $0.value) }, ("{", "}"))
    }
    let indent = String(repeating: "  ", count: depth + 1)
    var result = brackets.0 + "\n"
    for (position, (name, value)) in parts.enumerated() {
      let text = laidOut(
        value, depth: depth + 1, before: name.utf8.count, trailingCommas: trailingCommas)
      let comma = trailingCommas || position + 1 < parts.count ? "," : ""
      result += indent + name + text + comma + "\n"
    }
    return result + String(repeating: "  ", count: depth) + brackets.1
  }

  /// A text in double quotes with what must be escaped escaped.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
