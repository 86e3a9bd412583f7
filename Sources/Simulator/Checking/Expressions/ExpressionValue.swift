/// A value that an expression works with.
package enum ExpressionValue: Sendable {
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
package protocol ExpressionRecord: Sendable {
  /// The value of a field, or nothing where the record has no such field.
  func value(of field: String) -> ExpressionValue?
}

/// What an expression is evaluated over: the values behind the names of a schema.
package protocol ExpressionEnvironment: SendableMetatype {
  /// The value of a name, or nothing where there is none at the moment.
  func value(named name: String) -> ExpressionValue?
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
