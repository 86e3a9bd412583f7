/// Feeds the encoded form of a value into a digest instead of writing it down.
///
/// The standard library has no such encoder, and encoding to JSON first would bring Foundation
/// onto the path of every message.
final class FingerprintEncoder: Encoder {
  @exclusivity(unchecked) var digest: Digest
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(_ digest: Digest) {
    self.digest = digest
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Keyed<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(encoder: self) }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

  /// Begins one named field, so that the order among the fields of one value does not matter.
  ///
  /// A dictionary encodes its entries in hash order, which differs from process to process.
  ///
  /// - Returns: what `end` needs to go on with what was before.
  @inline(__always)
  func begin(_ key: some CodingKey) -> Digest {
    let outer = digest
    digest = Digest()
    digest.combine(key.stringValue)
    return outer
  }

  /// Ends the field that was begun last.
  @inline(__always)
  func end(_ outer: Digest) {
    let field = digest
    digest = outer
    digest.add(field)
  }

  /// Takes fields by name.
  struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: FingerprintEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
      encoder.end(encoder.begin(key))
    }

    func encode(_ value: some Encodable, forKey key: Key) throws {
      let outer = encoder.begin(key)
      try value.encode(to: encoder)
      encoder.end(outer)
    }

    func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
      if let value { try encode(value, forKey: key) }
    }

    // What the language knows of is taken in as it is, without a container for each value.
    func encode(_ value: Bool, forKey key: Key) { take(key) { $0.combine(value) } }
    func encode(_ value: String, forKey key: Key) { take(key) { $0.combine(value) } }
    func encode(_ value: Int, forKey key: Key) { take(key) { $0.combine(value) } }
    func encode(_ value: Int64, forKey key: Key) { take(key) { $0.combine(value) } }
    func encode(_ value: UInt64, forKey key: Key) { take(key) { $0.combine(value) } }
    func encodeIfPresent(_ value: String?, forKey key: Key) {
      if let value { encode(value, forKey: key) }
    }
    func encodeIfPresent(_ value: Int?, forKey key: Key) {
      if let value { encode(value, forKey: key) }
    }

    @inline(__always)
    private func take(_ key: Key, _ body: (inout Digest) -> Void) {
      let outer = encoder.begin(key)
      body(&encoder.digest)
      encoder.end(outer)
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
      encoder.digest.combine(key.stringValue)
      return encoder.container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder.digest.combine(key.stringValue)
      return encoder.unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { encoder }
  }

  /// Takes values in order.
  struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: FingerprintEncoder
    var codingPath: [any CodingKey] { [] }
    var count = 0

    mutating func encodeNil() { step() }

    mutating func encode(_ value: some Encodable) throws {
      step()
      try value.encode(to: encoder)
    }

    mutating func encode(_ value: String) {
      step()
      encoder.digest.combine(value)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
      keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
      step()
      return encoder.container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      step()
      return encoder.unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder }

    private mutating func step() {
      encoder.digest.combine(count)
      count += 1
    }
  }

  /// Takes one value.
  struct Single: SingleValueEncodingContainer {
    let encoder: FingerprintEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { encoder.digest.combine(0 as UInt64) }
    func encode(_ value: Bool) { encoder.digest.combine(value) }
    func encode(_ value: String) { encoder.digest.combine(value) }
    func encode(_ value: Double) { encoder.digest.combine(value.bitPattern) }
    func encode(_ value: Float) { encoder.digest.combine(UInt64(value.bitPattern)) }
    func encode(_ value: Int) { encoder.digest.combine(value) }
    func encode(_ value: Int8) { encoder.digest.combine(Int64(value)) }
    func encode(_ value: Int16) { encoder.digest.combine(Int64(value)) }
    func encode(_ value: Int32) { encoder.digest.combine(Int64(value)) }
    func encode(_ value: Int64) { encoder.digest.combine(value) }
    func encode(_ value: UInt) { encoder.digest.combine(UInt64(value)) }
    func encode(_ value: UInt8) { encoder.digest.combine(UInt64(value)) }
    func encode(_ value: UInt16) { encoder.digest.combine(UInt64(value)) }
    func encode(_ value: UInt32) { encoder.digest.combine(UInt64(value)) }
    func encode(_ value: UInt64) { encoder.digest.combine(value) }
    func encode(_ value: some Encodable) throws { try value.encode(to: encoder) }
  }
}
