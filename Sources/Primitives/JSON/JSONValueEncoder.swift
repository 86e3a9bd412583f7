/// Encodes a value into a node.
struct JSONValueEncoder: Encoder {
  let node: JSONNode
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ node: JSONNode) {
    self.node = node
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.beginFields()
    return KeyedEncodingContainer(Keyed<Key>(node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.beginList()
    return Unkeyed(node: node)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: node) }

  /// Fills in an object.
  struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
      node.set(key.stringValue, .null)
    }

    func encode(_ value: Bool, forKey key: Key) { node.set(key.stringValue, .truth(value)) }
    func encode(_ value: String, forKey key: Key) { node.set(key.stringValue, .text(value)) }
    func encode(_ value: Int, forKey key: Key) { node.set(key.stringValue, .integer(value)) }
    func encode(_ value: Int64, forKey key: Key) {
      node.set(key.stringValue, .integer(Int(value)))
    }

    func encode(_ value: some Encodable, forKey key: Key) throws {
      try value.encode(to: JSONValueEncoder(node.field(key.stringValue)))
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
      JSONValueEncoder(node.field(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      JSONValueEncoder(node.field(key.stringValue)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      JSONValueEncoder(node.field(JSONKey.ancestor.stringValue))
    }

    func superEncoder(forKey key: Key) -> any Encoder {
      JSONValueEncoder(node.field(key.stringValue))
    }
  }

  /// Fills in a list.
  struct Unkeyed: UnkeyedEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.append(.null) }
    func encode(_ value: Bool) { node.append(.truth(value)) }
    func encode(_ value: String) { node.append(.text(value)) }
    func encode(_ value: Int) { node.append(.integer(value)) }

    func encode(_ value: some Encodable) throws {
      try value.encode(to: JSONValueEncoder(node.append()))
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
      JSONValueEncoder(node.append()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      JSONValueEncoder(node.append()).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONValueEncoder(node.append()) }
  }

  /// Fills in one value.
  struct Single: SingleValueEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.set(.null) }
    func encode(_ value: Bool) { node.set(.truth(value)) }
    func encode(_ value: String) { node.set(.text(value)) }
    func encode(_ value: Double) throws { try set(value, isFinite: value.isFinite) }
    func encode(_ value: Float) throws { try set(value, isFinite: value.isFinite) }
    func encode(_ value: Int) { node.set(.integer(value)) }
    func encode(_ value: Int8) { set(value) }
    func encode(_ value: Int16) { set(value) }
    func encode(_ value: Int32) { set(value) }
    func encode(_ value: Int64) { node.set(.integer(Int(value))) }
    func encode(_ value: Int128) { set(value) }
    func encode(_ value: UInt) { set(value) }
    func encode(_ value: UInt8) { set(value) }
    func encode(_ value: UInt16) { set(value) }
    func encode(_ value: UInt32) { set(value) }
    func encode(_ value: UInt64) { set(value) }
    func encode(_ value: UInt128) { set(value) }
    func encode(_ value: some Encodable) throws { try value.encode(to: JSONValueEncoder(node)) }

    private func set(_ number: some BinaryInteger) {
      node.set(.number("\(number)"))
    }

    private func set(_ number: some CustomStringConvertible, isFinite: Bool) throws {
      guard isFinite else {
        throw EncodingError.invalidValue(
          number,
          EncodingError.Context(
            codingPath: [], debugDescription: "JSON has no way to write \(number)"))
      }
      node.set(.number(number.description))
    }
  }
}
