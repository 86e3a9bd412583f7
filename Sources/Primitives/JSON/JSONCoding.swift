/// Values as JSON text, the same text for the same value in every process.
///
/// For whatever is kept or carried without knowing its type, such as the messages of a broker.
/// Written without Foundation, so that services on a simulator's path stay free of it.
package enum JSONCoding {
  /// The text of a value; fields are sorted by name.
  ///
  /// Sorted because a dictionary encodes its entries in hash order, which differs from process to
  /// process; a type that holds a set, or a dictionary whose keys are neither texts nor whole
  /// numbers, must encode it in an order of its own.
  ///
  /// - Throws: `EncodingError` for a number that is not finite, and what the value itself throws.
  package static func encode(_ value: some Encodable) throws -> String {
    let node = JSONNode()
    try value.encode(to: JSONValueEncoder(node))
    var bytes = JSONBytes()
    node.write(to: &bytes)
    return bytes.text
  }

  /// The value of a text; unknown fields are passed over.
  ///
  /// - Throws: `DecodingError` when the text is no JSON or does not hold such a value.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String
  ) throws -> Value {
    let tree: JSONTree
    do {
      tree = try JSONParser.parse(text)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "no JSON at \(error)"))
    }
    return try Value(from: JSONValueDecoder(tree))
  }
}

/// A field's name or a position in a list, where the coder itself must name one.
enum JSONKey: CodingKey {
  case name(String)
  case position(Int)

  var stringValue: String {
    switch self {
    case .name(let name): name
    case .position(let position): "\(position)"
    }
  }

  var intValue: Int? {
    if case .position(let position) = self { return position }
    return nil
  }

  init(stringValue: String) { self = .name(stringValue) }

  init(intValue: Int) { self = .position(intValue) }

  static let ancestor = JSONKey.name("super")
}
