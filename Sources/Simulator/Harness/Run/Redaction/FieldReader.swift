/// Finds the values of fields to be left out in what encodes itself: messages and stored records.
///
/// Nothing is written anywhere; the encoder is only a way to be told every field with its name.
struct FieldReader: Encoder {
  let redaction: Redaction
  /// The field that everything met here belongs to, where it is one to be left out.
  var field: Int?
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(NamedValues<Key>(reader: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { ListedValues(reader: self) }

  func singleValueContainer() -> any SingleValueEncodingContainer { OneValue(reader: self) }

  /// A reader of what lies under a name.
  fileprivate func under(_ name: some CodingKey) -> FieldReader {
    guard field == nil, let own = redaction.field(named: name.stringValue) else { return self }
    redaction.count(own)
    return FieldReader(redaction: redaction, field: own)
  }

  fileprivate func take(_ value: some Encodable) throws {
    if field != nil { redaction.learn("\(value)") }
    // What stands for itself encodes itself as one value and would come back for ever.
    if value is any PlainValue { return }
    try value.encode(to: self)
  }
}

/// A value that is not made of others.
private protocol PlainValue {}
extension Bool: PlainValue {}
extension String: PlainValue {}
extension Double: PlainValue {}
extension Float: PlainValue {}
extension Int: PlainValue {}
extension Int8: PlainValue {}
extension Int16: PlainValue {}
extension Int32: PlainValue {}
extension Int64: PlainValue {}
extension UInt: PlainValue {}
extension UInt8: PlainValue {}
extension UInt16: PlainValue {}
extension UInt32: PlainValue {}
extension UInt64: PlainValue {}

/// Values with names.
private struct NamedValues<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let reader: FieldReader
  let codingPath: [any CodingKey] = []

  func encodeNil(forKey key: Key) throws {}

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try reader.under(key).take(value)
  }

  func nestedContainer<Inner: CodingKey>(
    keyedBy keyType: Inner.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Inner> {
    reader.under(key).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    reader.under(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { reader }

  func superEncoder(forKey key: Key) -> any Encoder { reader.under(key) }
}

/// Values in a row.
private struct ListedValues: UnkeyedEncodingContainer {
  let reader: FieldReader
  let codingPath: [any CodingKey] = []
  var count = 0

  init(reader: FieldReader) { self.reader = reader }

  mutating func encodeNil() throws { count += 1 }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    count += 1
    try reader.take(value)
  }

  mutating func nestedContainer<Inner: CodingKey>(
    keyedBy keyType: Inner.Type
  ) -> KeyedEncodingContainer<Inner> {
    count += 1
    return reader.container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    count += 1
    return reader.unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { reader }
}

/// A value that stands for the whole.
private struct OneValue: SingleValueEncodingContainer {
  let reader: FieldReader
  let codingPath: [any CodingKey] = []

  func encodeNil() throws {}

  func encode<Value: Encodable>(_ value: Value) throws { try reader.take(value) }
}
