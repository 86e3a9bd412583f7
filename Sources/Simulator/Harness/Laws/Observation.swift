package import Checking
public import ServiceRuntime

/// A table of a service that scenarios may speak of: its name and the fields of its entries.
///
/// An expression sees the committed entries of all hosts of the service, in order of hosts and
/// keys. Every entry has the fields `key` and `host` besides those that are stated here.
public struct Observation: Sendable {
  /// The name in expressions, after the service's name and a point.
  package let name: String
  /// What its entries are, in one sentence.
  package let meaning: String
  /// The table.
  package let table: TableName
  /// The fields of an entry with their types, in order.
  package let fields: [Field]
  private let read: @Sendable (StoredRecord) -> any Sendable

  /// One field of an entry.
  package struct Field: Sendable {
    /// The name in expressions.
    package let name: String
    /// What it is.
    package let type: ExpressionType
    let read: @Sendable (any Sendable) -> ExpressionValue
  }

  /// An observation of a table with chosen fields.
  ///
  /// - Precondition: no two fields share a name, and none is called `key` or `host`.
  public init<Value>(
    _ name: String, _ meaning: String, of table: Table<Value>, _ fields: [FieldOf<Value>]
  ) {
    let names = Set(fields.map(\.field.name) + ["key", "host"])
    precondition(
      names.count == fields.count + 2,
      "\(name) has \(fields.count + 2) fields, \(names.count) names")
    self.name = name
    self.meaning = meaning
    self.table = table.name
    self.fields = fields.map(\.field)
    read = { table.value(of: $0) }
  }

  /// An entry as an expression sees it.
  func entry(_ record: StoredRecord, key: String, host: String) -> ObservedEntry {
    ObservedEntry(key: key, host: host, fields: fields, value: read(record))
  }

  /// The types of an entry's fields, those that every entry has first.
  var types: [(name: String, type: ExpressionType)] {
    [("key", .text), ("host", .text)] + fields.map { ($0.name, $0.type) }
  }

  /// How many fields every entry has, before those that are stated.
  static let commonFields = 2

  /// The only field that holds a number, where there is just one.
  var onlyNumber: String? {
    let numbers = fields.filter { $0.type == .integer }
    return numbers.count == 1 ? numbers[0].name : nil
  }
}

/// A field of entries of one type, until it is part of an observation.
public struct FieldOf<Value: StoredValue>: Sendable {
  let field: Observation.Field

  private init(
    _ name: String, _ type: ExpressionType,
    _ read: @escaping @Sendable (Value) -> ExpressionValue
  ) {
    field = Observation.Field(name: name, type: type) { value in
      guard let value = value as? Value else {
        preconditionFailure("field \(name) reads \(Value.self), got \(type)")
      }
      return read(value)
    }
  }

  /// A field that holds a whole number.
  public static func number(
    _ name: String, _ read: @escaping @Sendable (Value) -> Int
  ) -> FieldOf {
    FieldOf(name, .integer) { .integer(read($0)) }
  }

  /// A field that holds a text.
  public static func text(
    _ name: String, _ read: @escaping @Sendable (Value) -> String
  ) -> FieldOf {
    FieldOf(name, .text) { .text(read($0)) }
  }

  /// A field that is true or false.
  public static func truth(
    _ name: String, _ read: @escaping @Sendable (Value) -> Bool
  ) -> FieldOf {
    FieldOf(name, .truth) { .truth(read($0)) }
  }
}

/// One committed entry of an observed table.
struct ObservedEntry: ExpressionRecord {
  let key: String
  let host: String
  let fields: [Observation.Field]
  let value: any Sendable

  func value(of field: String) -> ExpressionValue? {
    if let found = fields.first(where: { $0.name == field }) { return found.read(value) }
    switch field {
    case "key": return .text(key)
    case "host": return .text(host)
    default: return nil
    }
  }

  func value(of field: String, at position: Int) -> ExpressionValue? {
    // Before the fields that are stated stand those that every entry has.
    let place = position - Observation.commonFields
    guard fields.indices.contains(place), fields[place].name == field else {
      return value(of: field)
    }
    return fields[place].read(value)
  }

  /// The entry in words, for evidence: `key 7, amount 30`.
  var words: String {
    (["key \(key)"] + fields.map { "\($0.name) \($0.read(value))" }).joined(separator: ", ")
  }
}
