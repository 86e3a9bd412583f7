public import Primitives

/// A record's content: a value that a store can keep.
public typealias StoredValue = Codable & Sendable & Fingerprinted

/// A named part of a store that holds records of one type, ordered by their keys.
public struct Table<Value: StoredValue>: Sendable {
  /// The table's name, unique within its service's store.
  public let name: TableName
  /// What its records are; kept, since generic code would look it up for each of them.
  @usableFromInline
  let recordType: TypedRecord<Value>.Type

  /// The table of this name.
  public init(_ name: TableName) {
    self.name = name
    recordType = TypedRecord<Value>.self
  }
}

/// The name of a table.
public struct TableName: Hashable, Sendable {
  /// The name itself, in kebab case.
  public let text: String
  /// The name reduced to one word, so that an access compares no texts.
  public let word: UInt64

  /// The table of this name.
  public init(_ text: String) {
    self.text = text
    self.word = NameWord.of(text)
  }

  public static func == (left: TableName, right: TableName) -> Bool {
    left.word == right.word
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(word)
  }
}

extension TableName: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) {
    self.init(text)
  }

  public var description: String { text }
}

/// A record as a store keeps it, with its type erased.
open class StoredRecord {
  /// A record without content; made by `TypedRecord` and `EncodedRecord` only.
  @usableFromInline
  init() {}

  /// Takes the content into a digest.
  open func fingerprint(into digest: inout Digest) {
    preconditionFailure("a record must be a typed record")
  }

  /// The content as text for people.
  open var text: String { preconditionFailure("a record must be a typed record") }

  /// Writes the content to an encoder, for a store that keeps bytes.
  open func encode(to encoder: any Encoder) throws {
    preconditionFailure("a record must be a typed record")
  }
}

/// A record of one type.
public final class TypedRecord<Value: StoredValue>: StoredRecord {
  /// The content.
  public let value: Value

  /// A record with this content.
  @inlinable
  public required init(_ value: Value) {
    self.value = value
  }

  public override func fingerprint(into digest: inout Digest) {
    value.fingerprint(into: &digest)
  }

  public override var text: String { "\(value)" }

  public override func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
  }
}

extension Table {
  /// The content of an erased record of this table.
  ///
  /// - Precondition: the record was written through a table of the same type, or came as bytes
  ///   from one.
  @inlinable
  public func value(of record: StoredRecord) -> Value {
    guard type(of: record) == recordType else { return decoded(record) }
    return unsafeDowncast(record, to: TypedRecord<Value>.self).value
  }

  /// Looks at the content of an erased record of this table where it lies, without a copy.
  ///
  /// - Precondition: as for taking the content.
  @inlinable
  public func read<Result>(_ record: StoredRecord, _ body: (Value) -> Result) -> Result {
    guard type(of: record) == recordType else { return body(decoded(record)) }
    return body(unsafeDowncast(record, to: TypedRecord<Value>.self).value)
  }

  @usableFromInline
  func decoded(_ record: StoredRecord) -> Value {
    guard let encoded = record as? EncodedRecord, let value = try? encoded.value(Value.self) else {
      preconditionFailure(
        "table \(name) holds \(Value.self), found a record of \(type(of: record)): \(record.text)")
    }
    return value
  }
}
