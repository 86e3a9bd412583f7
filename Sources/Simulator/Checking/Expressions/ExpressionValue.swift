/// A value that an expression works with.
package enum ExpressionValue {
  /// A whole number.
  case integer(Int)
  /// A text.
  case text(String)
  /// True or false.
  case truth(Bool)
  /// A record, which is asked for its fields only when they are needed.
  case record(any ExpressionRecord)
  /// Several values.
  case list([ExpressionValue])
}

/// Something whose fields an expression can read.
package protocol ExpressionRecord {
  /// The value of a field, or nothing where the record has no such field.
  func value(of field: String) -> ExpressionValue?

  /// The value of a field as it is kept beside those of other records.
  ///
  /// The position is the field's place among those that the schema states for such records: a
  /// record that keeps its fields in that order need not look for the name.
  func cell(of field: String, at position: Int) -> ListCell
}

extension ExpressionRecord {
  /// The value of a field, found by its name wherever it stands.
  package func cell(of field: String, at position: Int) -> ListCell {
    ListCell(value(of: field))
  }
}

extension ExpressionValue {
  /// The number, where it is one.
  package var integer: Int? {
    if case .integer(let number) = self { return number }
    return nil
  }

  /// The elements, where it is a list.
  package var elements: [ExpressionValue]? {
    if case .list(let elements) = self { return elements }
    return nil
  }

  /// The value without quotes, for names of things.
  package var plain: String {
    if case .text(let text) = self { return text }
    return description
  }
}

/// What an expression is evaluated over: the values behind the names of a schema.
package protocol ExpressionEnvironment: SendableMetatype {
  /// The value of a name, or nothing where there is none at the moment.
  func value(named name: String) -> ExpressionValue?
  /// A list with its changes, where the environment keeps them; nothing where it does not.
  func log(of list: StandingList) -> ListLog?
}

extension ExpressionEnvironment {
  /// Keeps no changes.
  package func log(of list: StandingList) -> ListLog? { nil }
}

extension ExpressionValue: CustomStringConvertible {
  /// The value as a person reads it.
  package var description: String {
    switch self {
    case .integer(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .truth(let isTrue): "\(isTrue)"
    case .record: "a record"
    case .list(let values):
      "[\(values.prefix(8).map(\.description).joined(separator: ", "))"
        + (values.count > 8 ? ", … \(values.count) in all]" : "]")
    }
  }
}
