/// A dictionary that iterates in the order in which its keys were first inserted.
///
/// The standard dictionary iterates in an order that changes with the hash seed of the process,
/// which would make two runs of one seed differ. Look-up takes constant time, removal linear.
public struct OrderedDictionary<Key: Hashable, Value> {
  /// The keys in order of insertion.
  public private(set) var keys: [Key] = []
  /// The values, each at the position of its key.
  public private(set) var values: [Value] = []
  private var positions: [Key: Int] = [:]

  /// A dictionary without entries.
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
  public var count: Int { keys.count }

  /// Whether there is no entry.
  public var isEmpty: Bool { keys.isEmpty }

  /// The value of a key; assigning nothing removes the entry.
  public subscript(key: Key) -> Value? {
    get { positions[key].map { values[$0] } }
    set {
      guard let newValue else {
        removeValue(forKey: key)
        return
      }
      if let position = positions[key] {
        values[position] = newValue
      } else {
        append(key, newValue)
      }
    }
  }

  /// The value of a key, or a default that is stored when the access changes it.
  public subscript(key: Key, default fallback: @autoclosure () -> Value) -> Value {
    get { self[key] ?? fallback() }
    _modify {
      if positions[key] == nil { append(key, fallback()) }
      let position = positions[key, default: 0]
      yield &values[position]
    }
  }

  /// Removes an entry and returns its value.
  @discardableResult
  public mutating func removeValue(forKey key: Key) -> Value? {
    guard let position = positions.removeValue(forKey: key) else { return nil }
    keys.remove(at: position)
    for later in position..<keys.count { positions[keys[later]] = later }
    return values.remove(at: position)
  }

  private mutating func append(_ key: Key, _ value: Value) {
    positions[key] = keys.count
    keys.append(key)
    values.append(value)
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
