/// A value as JSON knows it; numbers keep their digits.
package indirect enum JSONTree: Hashable, Sendable {
  /// Nothing.
  case null
  /// A truth value.
  case truth(Bool)
  /// A number as it is written.
  case number(String)
  /// A text.
  case text(String)
  /// Values in order.
  case list([JSONTree])
  /// Named values, in the order in which they are written.
  case fields([Field])

  /// A named value.
  package struct Field: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The value.
    package var value: JSONTree

    /// A value of this name.
    package init(_ name: String, _ value: JSONTree) {
      self.name = name
      self.value = value
    }
  }

  /// What kind of value it is, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .truth: "a truth value"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .fields: "an object"
    }
  }
}

extension JSONTree: CustomStringConvertible {
  /// The value as JSON without needless spaces.
  package var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to output: inout String) {
    switch self {
    case .null: output += "null"
    case .truth(let truth): output += truth ? "true" : "false"
    case .number(let digits): output += digits
    case .text(let text): JSONTree.write(text, to: &output)
    case .list(let values):
      output += "["
      for (index, value) in values.enumerated() {
        if index > 0 { output += "," }
        value.write(to: &output)
      }
      output += "]"
    case .fields(let fields):
      output += "{"
      for (index, field) in fields.enumerated() {
        if index > 0 { output += "," }
        JSONTree.write(field.name, to: &output)
        output += ":"
        field.value.write(to: &output)
      }
      output += "}"
    }
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
