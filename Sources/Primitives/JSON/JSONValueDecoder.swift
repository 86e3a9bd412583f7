/// Decodes values from a tree.
struct JSONValueDecoder: Decoder {
  let tree: JSONTree
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ tree: JSONTree, path: [any CodingKey]) {
    self.tree = tree
    codingPath = path
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .fields(let fields) = tree else { throw mismatch([String: Any].self, "an object") }
    return KeyedDecodingContainer(Keyed<Key>(fields: fields, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let values) = tree else { throw mismatch([Any].self, "a list") }
    return Unkeyed(values: values, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

  fileprivate func mismatch(_ type: any Any.Type, _ expected: String) -> DecodingError {
    DecodingError.typeMismatch(
      type,
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "expected \(expected), found \(tree.kind)"))
  }

  struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [JSONTree.Field]
    let codingPath: [any CodingKey]
    var allKeys: [Key] { fields.compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool { value(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).tree == .null }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try Value(from: decoder(key))
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
      try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try decoder(JSONKey.ancestor) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

    private func value(_ key: some CodingKey) -> JSONTree? {
      fields.last { $0.name == key.stringValue }?.value
    }

    private func decoder(_ key: some CodingKey) throws -> JSONValueDecoder {
      guard let value = value(key) else {
        throw DecodingError.keyNotFound(
          key,
          DecodingError.Context(
            codingPath: codingPath, debugDescription: "there is no field \(key.stringValue)"))
      }
      return JSONValueDecoder(value, path: codingPath + [key])
    }
  }

  struct Unkeyed: UnkeyedDecodingContainer {
    let values: [JSONTree]
    let codingPath: [any CodingKey]
    var currentIndex = 0
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex == values.count }

    init(values: [JSONTree], codingPath: [any CodingKey]) {
      self.values = values
      self.codingPath = codingPath
    }

    mutating func decodeNil() throws -> Bool {
      guard try peek().tree == .null else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let value = try Value(from: peek())
      currentIndex += 1
      return value
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
      defer { currentIndex += 1 }
      return try peek().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      defer { currentIndex += 1 }
      return try peek().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
      defer { currentIndex += 1 }
      return try peek()
    }

    private func peek() throws -> JSONValueDecoder {
      let path = codingPath + [JSONKey(intValue: currentIndex)]
      guard !isAtEnd else {
        throw DecodingError.valueNotFound(
          Any.self,
          DecodingError.Context(
            codingPath: path, debugDescription: "the list has \(values.count) elements"))
      }
      return JSONValueDecoder(values[currentIndex], path: path)
    }
  }

  struct Single: SingleValueDecodingContainer {
    let decoder: JSONValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.tree == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
      guard case .truth(let truth) = decoder.tree else {
        throw decoder.mismatch(type, "a truth value")
      }
      return truth
    }

    func decode(_ type: String.Type) throws -> String {
      guard case .text(let text) = decoder.tree else { throw decoder.mismatch(type, "a text") }
      return text
    }

    func decode(_ type: Double.Type) throws -> Double { try number(type) }
    func decode(_ type: Float.Type) throws -> Float { try number(type) }
    func decode(_ type: Int.Type) throws -> Int { try number(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try number(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try number(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try number(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try number(type) }
    func decode(_ type: Int128.Type) throws -> Int128 { try number(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try number(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try number(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try number(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try number(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try number(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try number(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try Value(from: decoder)
    }

    private func number<Number: LosslessStringConvertible>(
      _ type: Number.Type
    ) throws -> Number {
      guard case .number(let digits) = decoder.tree, let number = Number(digits) else {
        throw decoder.mismatch(type, "a number of type \(type)")
      }
      return number
    }
  }
}
