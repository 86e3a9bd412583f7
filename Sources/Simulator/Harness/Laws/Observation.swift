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

  /// One field of an entry.
  package struct Field: Sendable {
    /// The name in expressions.
    package let name: String
    let reader: FieldReading

    /// What it is.
    package var type: ExpressionType {
      switch reader {
      case .number: .integer
      case .text: .text
      case .truth: .truth
      }
    }

    /// Its value in a record of the table.
    func read(_ record: StoredRecord) -> ExpressionValue {
      switch reader {
      case .number(let read): .integer(read(record))
      case .text(let read): .text(read(record))
      case .truth(let read): .truth(read(record))
      }
    }
  }

  /// An observation of a table with chosen fields.
  ///
  /// - Precondition: no two fields share a name, and none is called `key` or `host`.
  public init<Value>(
    _ name: String, _ meaning: String, of table: Table<Value>, _ fields: [FieldOf<Value>]
  ) {
    let names = Set(fields.map(\.name) + ["key", "host"])
    precondition(
      names.count == fields.count + 2,
      "\(name) has \(fields.count + 2) fields, \(names.count) names")
    self.name = name
    self.meaning = meaning
    self.table = table.name
    self.fields = fields.map { Field(name: $0.name, reader: $0.binding(table)) }
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

/// How a field is read from a record of the table that it belongs to.
@usableFromInline
enum FieldReading: Sendable {
  case number(@Sendable (StoredRecord) -> Int)
  case text(@Sendable (StoredRecord) -> String)
  case truth(@Sendable (StoredRecord) -> Bool)
}

/// A field of entries of one type, until it is part of an observation.
///
/// The readers are made where the type is known, so that reading asks no record what it is.
public struct FieldOf<Value: StoredValue>: Sendable {
  @usableFromInline let name: String
  @usableFromInline let binding: @Sendable (Table<Value>) -> FieldReading

  @usableFromInline
  init(_ name: String, _ binding: @escaping @Sendable (Table<Value>) -> FieldReading) {
    self.name = name
    self.binding = binding
  }

  /// A field that holds a whole number.
  @inlinable
  public static func number(
    _ name: String, _ read: @escaping @Sendable (Value) -> Int
  ) -> FieldOf {
    FieldOf(name) { table in .number { table.read($0, read) } }
  }

  /// A field that holds a text.
  @inlinable
  public static func text(
    _ name: String, _ read: @escaping @Sendable (Value) -> String
  ) -> FieldOf {
    FieldOf(name) { table in .text { table.read($0, read) } }
  }

  /// A field that is true or false.
  @inlinable
  public static func truth(
    _ name: String, _ read: @escaping @Sendable (Value) -> Bool
  ) -> FieldOf {
    FieldOf(name) { table in .truth { table.read($0, read) } }
  }
}

/// Where an entry of an observed table is kept, as long as the run lasts.
final class EntryPlace {
  let key: String
  let host: String
  let fields: [Observation.Field]

  init(_ fields: [Observation.Field], key: String, host: String) {
    self.key = key
    self.host = host
    self.fields = fields
  }
}

/// One committed entry of an observed table.
struct ObservedEntry: ExpressionRecord {
  let place: EntryPlace
  let record: StoredRecord

  func value(of field: String) -> ExpressionValue? {
    if let found = place.fields.first(where: { $0.name == field }) { return found.read(record) }
    switch field {
    case "key": return .text(place.key)
    case "host": return .text(place.host)
    default: return nil
    }
  }

  func cell(of field: String, at position: Int) -> ListCell {
    // Before the fields that are stated stand the key and the host.
    let number = position - Observation.commonFields
    guard number >= 0 else { return .text(position == 0 ? place.key : place.host) }
    precondition(
      number < place.fields.count,
      "an entry with \(place.fields.count) fields of its own is asked for '\(field)', \(number)")
    switch place.fields[number].reader {
    case .number(let read): return .number(read(record))
    case .text(let read): return .text(read(record))
    case .truth(let read): return .truth(read(record))
    }
  }

  /// The entry in words, for evidence: `key 7, amount 30`.
  var words: String {
    (["key \(place.key)"] + place.fields.map { "\($0.name) \($0.read(record))" })
      .joined(separator: ", ")
  }
}
