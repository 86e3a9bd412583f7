/// A value as JSON knows it; numbers keep their digits.
package enum JSONTree: Hashable, Sendable {
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
    var bytes = JSONBytes()
    write(to: &bytes)
    return bytes.text
  }

  func write(to bytes: inout JSONBytes) {
    switch self {
    case .null: bytes.write(plain: "null")
    case .truth(let truth): bytes.write(plain: truth ? "true" : "false")
    case .number(let digits): bytes.write(plain: digits)
    case .text(let text): bytes.write(quoted: text)
    case .list(let values):
      bytes.write(list: values) { value, bytes in value.write(to: &bytes) }
    case .fields(let fields):
      bytes.write(fields: fields, name: \.name) { field, bytes in
        field.value.write(to: &bytes)
      }
    }
  }
}
