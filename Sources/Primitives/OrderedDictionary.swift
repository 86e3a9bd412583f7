/// A dictionary that iterates in the order in which its keys were first inserted.
///
/// The standard dictionary iterates in an order that changes with the hash seed of the process,
/// which would make two runs of one seed differ. Look-up takes constant time, removal linear. What
/// can be inlined is, so that it is compiled for the types that it holds.
public struct OrderedDictionary<Key: Hashable, Value> {
  /// The keys in order of insertion.
  @inlinable public var keys: [Key] { order }
  /// The values, each at the position of its key.
  @inlinable public var values: [Value] { contents }

  @usableFromInline var order: [Key] = []
  @usableFromInline var contents: [Value] = []
  @usableFromInline var positions: [Key: Int] = [:]

  /// A dictionary without entries.
  @inlinable
  public init() {}

  /// A dictionary of the given entries.
  ///
  /// - Precondition: no key occurs twice.
  public init(uniqueKeysWithValues entries: some Sequence<(Key, Value)>) {
    for (key, value) in entries {
      precondition(positions[key] == nil, "the key \(key) occurs twice")
      self[key] = value
    }
  }

  /// The number of entries.
  @inlinable public var count: Int { order.count }

  /// Whether there is no entry.
  @inlinable public var isEmpty: Bool { order.isEmpty }

  /// The value of a key; assigning nothing removes the entry.
  @inlinable
  public subscript(key: Key) -> Value? {
    get { positions[key].map { contents[$0] } }
    set {
      guard let newValue else {
        removeValue(forKey: key)
        return
      }
      if let position = positions[key] {
        contents[position] = newValue
      } else {
        append(key, newValue)
      }
    }
  }

  /// The value of a key, or a default that is stored when the access changes it.
  @inlinable
  public subscript(key: Key, default fallback: @autoclosure () -> Value) -> Value {
    get { self[key] ?? fallback() }
    _modify {
      if positions[key] == nil { append(key, fallback()) }
      let position = positions[key, default: 0]
      yield &contents[position]
    }
  }

  /// Removes an entry and returns its value.
  @inlinable @discardableResult
  public mutating func removeValue(forKey key: Key) -> Value? {
    guard let position = positions.removeValue(forKey: key) else { return nil }
    order.remove(at: position)
    for later in position..<order.count { positions[order[later]] = later }
    return contents.remove(at: position)
  }

  @inlinable
  mutating func append(_ key: Key, _ value: Value) {
    positions[key] = order.count
    order.append(key)
    contents.append(value)
  }
}

extension OrderedDictionary: Sequence {
  /// Goes over the entries in order of insertion.
  public func makeIterator() -> AnyIterator<(key: Key, value: Value)> {
    var position = 0
    return AnyIterator {
      guard position < keys.count else { return nil }
      defer { position += 1 }
      return (keys[position], values[position])
    }
  }
}

extension OrderedDictionary: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (Key, Value)...) {
    self.init(uniqueKeysWithValues: elements)
  }
}

extension OrderedDictionary: Sendable where Key: Sendable, Value: Sendable {}

extension OrderedDictionary: Equatable where Value: Equatable {
  /// Equal entries in equal order.
  public static func == (left: Self, right: Self) -> Bool {
    left.keys == right.keys && left.values == right.values
  }
}
