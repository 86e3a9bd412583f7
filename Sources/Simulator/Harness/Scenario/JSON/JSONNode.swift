/// A value of a file and the place it stands in.
///
/// Two nodes are equal when they say the same, wherever they stand.
package struct JSONNode: Sendable {
  /// What the file says.
  package var value: JSONValue
  /// Where it says so; nothing for values that no file holds.
  package var place: SourcePlace?

  /// A value and its place.
  package init(_ value: JSONValue, at place: SourcePlace? = nil) {
    self.value = value
    self.place = place
  }

  /// The place errors about this value point at: objects and lists by what opens them.
  package var mark: SourcePlace? {
    switch value {
    case .list, .object: place?.opening
    case .null, .boolean, .number, .text: place
    }
  }

  /// The value of a field, when this is an object that has it.
  package subscript(name: String) -> JSONNode? { member(name)?.value }

  /// A field with its name, when this is an object that has it.
  package func member(_ name: String) -> JSONMember? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }
  }

  /// This object with another one's fields in place of its own of the same names.
  package func overlaid(with other: JSONNode) -> JSONNode {
    guard case .object(let own) = value, case .object(let others) = other.value else {
      return other
    }
    let kept = own.filter { other[$0.name] == nil }
    return JSONNode(.object(kept + others), at: other.place ?? place)
  }

  /// The text, when this is one.
  package var text: String? {
    guard case .text(let text) = value else { return nil }
    return text
  }
}

extension JSONNode: Hashable {
  package static func == (left: JSONNode, right: JSONNode) -> Bool { left.value == right.value }

  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// What a file may say in one place.
package enum JSONValue: Hashable, Sendable {
  /// Nothing.
  case null
  /// True or false.
  case boolean(Bool)
  /// A number.
  case number(JSONNumber)
  /// A text.
  case text(String)
  /// Values in order.
  case list([JSONNode])
  /// Values by names, in the order in which they are written.
  case object([JSONMember])
}

/// A number without loss: floating point never touches it.
package enum JSONNumber: Hashable, Sendable {
  /// A whole number between -2^63 and 2^64 - 1.
  case integer(Int128)
  /// A number with a point or an exponent, as it is written, without a leading plus.
  case decimal(String)

  /// The number as it is written.
  package var text: String {
    switch self {
    case .integer(let number): String(number)
    case .decimal(let text): text
    }
  }
}

/// A field of an object: its name, its value and where both stand.
package struct JSONMember: Sendable {
  /// The name without quotes.
  package var name: String
  /// Where the name stands.
  package var namePlace: SourcePlace?
  /// The value.
  package var value: JSONNode

  /// A field with its value.
  package init(_ name: String, _ value: JSONNode, at namePlace: SourcePlace? = nil) {
    self.name = name
    self.namePlace = namePlace
    self.value = value
  }
}

extension JSONMember: Hashable {
  package static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.name == right.name && left.value == right.value
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
  }
}

extension JSONNode {
  /// A text that no file holds.
  package static func text(_ text: String) -> JSONNode { JSONNode(.text(text)) }

  /// A whole number that no file holds.
  package static func integer(_ number: Int) -> JSONNode {
    JSONNode(.number(.integer(Int128(number))))
  }

  /// A truth value that no file holds.
  package static func boolean(_ truth: Bool) -> JSONNode { JSONNode(.boolean(truth)) }

  /// A list that no file holds.
  package static func list(_ items: [JSONNode]) -> JSONNode { JSONNode(.list(items)) }

  /// An object that no file holds, its fields in the order given.
  package static func object(_ members: [(String, JSONNode)]) -> JSONNode {
    JSONNode(.object(members.map { JSONMember($0.0, $0.1) }))
  }
}
