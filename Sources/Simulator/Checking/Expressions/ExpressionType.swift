package import Primitives

/// The type of a part of an expression.
package indirect enum ExpressionType: Hashable, Sendable {
  /// A whole number of 64 bits.
  case integer
  /// A text.
  case text
  /// True or false.
  case truth
  /// A record of a named shape.
  case record(String)
  /// Any number of values of one type.
  case list(ExpressionType)

  /// Whether two values of it can be compared for equality.
  var isPlain: Bool {
    switch self {
    case .integer, .text, .truth: true
    case .record, .list: false
    }
  }
}

extension ExpressionType: CustomStringConvertible {
  /// The value as a person reads it.
  package var description: String {
    switch self {
    case .integer: "a number"
    case .text: "a text"
    case .truth: "true or false"
    case .record(let name) where name.contains("."): "an entry of \(name)"
    case .record(let name): "aeiou".contains(name.prefix(1)) ? "an \(name)" : "a \(name)"
    case .list(let element): "a list (each \(element))"
    }
  }
}

/// What an expression may speak of: names, and the fields of records.
package struct ExpressionSchema: Equatable, Sendable {
  /// The type of each name.
  package var names: OrderedDictionary<String, ExpressionType>
  /// The fields of each record shape, with their types.
  package var records: OrderedDictionary<String, OrderedDictionary<String, ExpressionType>>

  /// A schema of names and record shapes.
  package init(
    names: OrderedDictionary<String, ExpressionType>,
    records: OrderedDictionary<String, OrderedDictionary<String, ExpressionType>> = [:]
  ) {
    self.names = names
    self.records = records
  }
}
