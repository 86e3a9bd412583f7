/// Decodes values from a tree.
///
/// An object, since it is handed on as some decoder for every value: what is larger than three words
/// would be copied into a new box each time.
final class JSONValueDecoder: Decoder {
  let tree: JSONTree
  /// The last step of the way here, and where it was taken; nothing at the root.
  private let step: (key: any CodingKey, origin: JSONValueDecoder)?

  /// The way here, put together when somebody asks: only errors do.
  var codingPath: [any CodingKey] {
    step.map { $0.origin.codingPath + [$0.key] } ?? []
  }

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// A decoder of a whole text's value.
  init(_ tree: JSONTree) {
    self.tree = tree
    step = nil
  }

  /// A decoder of a part of what another one decodes.
  private init(_ tree: JSONTree, _ key: any CodingKey, of origin: JSONValueDecoder) {
    self.tree = tree
    step = (key, origin)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .fields(let fields) = tree else { throw mismatch([String: Any].self, "an object") }
    return KeyedDecodingContainer(Keyed<Key>(fields: fields, decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let values) = tree else { throw mismatch([Any].self, "a list") }
    return Unkeyed(values: values, decoder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  private func mismatch(_ type: any Any.Type, _ expected: String) -> DecodingError {
    DecodingError.typeMismatch(
      type,
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "expected \(expected), found \(tree.kind)"))
  }

  /// Gives fields by name; the last one where a name comes twice.
  struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [JSONTree.Field]
    let decoder: JSONValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { fields.compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool { place(of: key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try part(key).decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try Value(from: part(key))
    }

    // What most fields are is read where it stands.

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
      if let place = place(of: key), case .text(let text) = fields[place].value { return text }
      return try part(key).decode(type)
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
      if let place = place(of: key), case .number(let digits) = fields[place].value,
        let number = Int(digits)
      {
        return number
      }
      return try part(key).decode(type)
    }

    func decodeIfPresent<Value: Decodable>(
      _ type: Value.Type, forKey key: Key
    ) throws -> Value? {
      guard let place = place(of: key) else { return nil }
      if case .null = fields[place].value { return nil }
      return try Value(from: JSONValueDecoder(fields[place].value, key, of: decoder))
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
      try part(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try part(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try part(JSONKey.ancestor) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try part(key) }

    private func place(of key: some CodingKey) -> Int? {
      let name = key.stringValue
      var place = fields.count
      while place > 0 {
        place -= 1
        if fields[place].name == name { return place }
      }
      return nil
    }

    private func part(_ key: some CodingKey) throws -> JSONValueDecoder {
      guard let place = place(of: key) else {
        throw DecodingError.keyNotFound(
          key,
          DecodingError.Context(
            codingPath: codingPath, debugDescription: "there is no field \(key.stringValue)"))
      }
      return JSONValueDecoder(fields[place].value, key, of: decoder)
    }
  }

  /// Gives the values of a list in order.
  struct Unkeyed: UnkeyedDecodingContainer {
    let values: [JSONTree]
    let decoder: JSONValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var currentIndex = 0
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex == values.count }

    init(values: [JSONTree], decoder: JSONValueDecoder) {
      self.values = values
      self.decoder = decoder
    }

    mutating func decodeNil() throws -> Bool {
      guard try peek().decodeNil() else { return false }
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
      let key = JSONKey(intValue: currentIndex)
      guard !isAtEnd else {
        throw DecodingError.valueNotFound(
          Any.self,
          DecodingError.Context(
            codingPath: codingPath + [key],
            debugDescription: "the list has \(values.count) elements"))
      }
      return JSONValueDecoder(values[currentIndex], key, of: decoder)
    }
  }
}

/// Gives the one value that it decodes.
extension JSONValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool {
    if case .null = tree { return true }
    return false
  }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .truth(let truth) = tree else { throw mismatch(type, "a truth value") }
    return truth
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .text(let text) = tree else { throw mismatch(type, "a text") }
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
    try Value(from: self)
  }

  private func number<Number: LosslessStringConvertible>(_ type: Number.Type) throws -> Number {
    guard case .number(let digits) = tree, let number = Number(digits) else {
      throw mismatch(type, "a number of type \(type)")
    }
    return number
  }
}
