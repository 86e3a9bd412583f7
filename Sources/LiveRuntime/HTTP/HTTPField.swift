/// A named fact in the head of a message.
package struct HTTPField: Hashable, Sendable {
  /// The name in small letters: capitals make no difference.
  package let name: String
  /// The value, without the spaces around it.
  package let value: String

  /// A field; the name must be in small letters.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [HTTPField] {
  /// The value of the first field of a name, which must be in small letters.
  package subscript(_ name: String) -> String? {
    first { $0.name == name }?.value
  }

  /// Whether the field `connection` has a word in its list.
  func connectionSays(_ word: String) -> Bool {
    contains { field in
      field.name == "connection"
        && field.value.lowercased().split(separator: ",").contains { element in
          element.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" } == word
        }
    }
  }
}
