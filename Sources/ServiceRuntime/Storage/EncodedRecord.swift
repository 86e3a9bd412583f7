public import Primitives

/// A record that came from bytes and whose type is not known before somebody reads it.
public final class EncodedRecord: StoredRecord {
  /// Where the content is read from.
  private let decoder: any Decoder
  private let written: String

  /// A record of a content that was written by `encode`, and that text for people.
  public init(_ decoder: any Decoder, text: String) {
    self.decoder = decoder
    written = text
    super.init()
  }

  /// The content, read as a type.
  ///
  /// - Throws: `corrupted` where it does not hold a value of that type.
  @usableFromInline
  func value<Value: StoredValue>(_ type: Value.Type) throws(StoreError) -> Value {
    do {
      return try Value(from: decoder)
    } catch {
      throw StoreError(.corrupted, "a record does not hold \(type): \(error)")
    }
  }

  public override func fingerprint(into digest: inout Digest) {
    digest.combine(written)
  }

  public override var text: String { written }

  /// Writes the content on, field by field in the order of their names.
  public override func encode(to encoder: any Encoder) throws {
    try EncodedContent(from: decoder).encode(to: encoder)
  }
}

extension Table {
  /// The content of an erased record of this table, also where a store keeps bytes.
  ///
  /// - Throws: `corrupted` where bytes do not hold a value of this table.
  /// - Precondition: a record that was not bytes was written through a table of the same type.
  @inlinable
  public func content(of record: StoredRecord) throws(StoreError) -> Value {
    if type(of: record) == recordType {
      return unsafeDowncast(record, to: TypedRecord<Value>.self).value
    }
    guard let encoded = record as? EncodedRecord else { return value(of: record) }
    return try encoded.value(Value.self)
  }
}
