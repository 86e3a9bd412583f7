/// Makes a value of any type in which every field is given, each with other content.
///
/// Also fields that may be missing are given, so that a test sees a field that somebody adds.
package final class SampleDecoder: Decoder {
  package let codingPath: [any CodingKey] = []
  package let userInfo: [CodingUserInfoKey: Any] = [:]
  /// How many plain values have been given.
  private var count = 0

  private init() {}

  /// A value with all its fields; lists have two elements.
  package static func value<Value: Decodable>(of type: Value.Type) throws -> Value {
    try Value(from: SampleDecoder())
  }

  package func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Fields<Key>(decoder: self))
  }

  package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    Elements(decoder: self)
  }

  package func singleValueContainer() throws -> any SingleValueDecodingContainer {
    Single(decoder: self)
  }

  private func make<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let cases = type as? any CaseIterable.Type, let value = last(of: cases) as? Value {
      return value
    }
    return try Value(from: self)
  }

  private func last<Cases: CaseIterable>(of type: Cases.Type) -> Any? {
    var last: Any?
    for value in type.allCases { last = value }
    return last
  }

  private func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
    count += 1
    return Number(count)
  }

  private func text() -> String {
    count += 1
    return "content that is \(count)"
  }

  /// Gives every field.
  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: SampleDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try decoder.make(type)
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      try decoder.container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoder.unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
  }

  /// Gives two elements.
  private struct Elements: UnkeyedDecodingContainer {
    let decoder: SampleDecoder
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 2 }
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex == 2 }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      currentIndex += 1
      return try decoder.make(type)
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
      currentIndex += 1
      return try decoder.container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      currentIndex += 1
      return try decoder.unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { decoder }
  }

  /// Gives one plain value.
  private struct Single: SingleValueDecodingContainer {
    let decoder: SampleDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode(_ type: Bool.Type) -> Bool { true }
    func decode(_ type: String.Type) -> String { decoder.text() }
    func decode(_ type: Double.Type) -> Double { Double(decoder.number(Int.self)) }
    func decode(_ type: Float.Type) -> Float { Float(decoder.number(Int.self)) }
    func decode(_ type: Int.Type) -> Int { decoder.number(type) }
    func decode(_ type: Int8.Type) -> Int8 { decoder.number(type) }
    func decode(_ type: Int16.Type) -> Int16 { decoder.number(type) }
    func decode(_ type: Int32.Type) -> Int32 { decoder.number(type) }
    func decode(_ type: Int64.Type) -> Int64 { decoder.number(type) }
    func decode(_ type: UInt.Type) -> UInt { decoder.number(type) }
    func decode(_ type: UInt8.Type) -> UInt8 { decoder.number(type) }
    func decode(_ type: UInt16.Type) -> UInt16 { decoder.number(type) }
    func decode(_ type: UInt32.Type) -> UInt32 { decoder.number(type) }
    func decode(_ type: UInt64.Type) -> UInt64 { decoder.number(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.make(type) }
  }
}
