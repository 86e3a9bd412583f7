/// A place in the tree that an encoder fills in.
final class JSONNode {
  private var content = Content.empty

  /// What has been filled in so far.
  private enum Content {
    case empty
    case leaf(JSONTree)
    case list([JSONNode])
    case fields([(name: String, node: JSONNode)])
  }

  /// Writes what was encoded here, fields by their names; nothing at all counts as an empty object.
  func write(to writer: inout JSONWriter) {
    switch content {
    case .empty: writer.write(plain: "{}")
    case .leaf(let tree): tree.write(to: &writer)
    case .list(let nodes):
      writer.write(list: nodes) { node, writer in node.write(to: &writer) }
    case .fields(let fields):
      writer.write(fields: fields.sorted { $0.name < $1.name }, name: \.name) { field, writer in
        field.node.write(to: &writer)
      }
    }
  }

  func set(_ tree: JSONTree) {
    content = .leaf(tree)
  }

  func beginFields() {
    if case .fields = content { return }
    content = .fields([])
  }

  func beginList() {
    if case .list = content { return }
    content = .list([])
  }

  /// The node of a field; one that is encoded again replaces what was there.
  func field(_ name: String) -> JSONNode {
    guard case .fields(var fields) = content else {
      preconditionFailure("the field \(name) was encoded into a node that holds no fields")
    }
    content = .empty
    let node = JSONNode()
    if let position = fields.firstIndex(where: { $0.name == name }) {
      fields[position].node = node
    } else {
      fields.append((name, node))
    }
    content = .fields(fields)
    return node
  }

  func append() -> JSONNode {
    guard case .list(var nodes) = content else {
      preconditionFailure("an element was encoded into a node that holds no list")
    }
    content = .empty
    let node = JSONNode()
    nodes.append(node)
    content = .list(nodes)
    return node
  }

  var count: Int {
    if case .list(let nodes) = content { nodes.count } else { 0 }
  }
}

/// Encodes a value into a node of a tree.
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
      node.field(key.stringValue).set(.null)
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

    func encodeNil() { node.append().set(.null) }

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
    func encode(_ value: Int) { set(value) }
    func encode(_ value: Int8) { set(value) }
    func encode(_ value: Int16) { set(value) }
    func encode(_ value: Int32) { set(value) }
    func encode(_ value: Int64) { set(value) }
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
