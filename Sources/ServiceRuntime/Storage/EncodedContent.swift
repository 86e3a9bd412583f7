/// The content of a record whose type is not known, as its bytes have it.
///
/// Whoever looks for a field by its name does not need the type: what is decoded here is written
/// to another encoder field by field, in the order of the names.
struct EncodedContent: Codable {
  private let part: Part

  /// What stands at one place of a content.
  private indirect enum Part {
    case fields([(key: Name, content: EncodedContent)])
    case items([EncodedContent])
    case flag(Bool)
    case integer(Int64)
    case natural(UInt64)
    case text(String)
    case number(Double)
    case nothing
  }

  /// The name of a field, which may be any.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: Name.self) {
      let keys = fields.allKeys.sorted { $0.stringValue < $1.stringValue }
      part = .fields(
        try keys.map { ($0, try fields.decode(EncodedContent.self, forKey: $0)) })
    } else if var list = try? decoder.unkeyedContainer() {
      var items: [EncodedContent] = []
      while !list.isAtEnd { items.append(try list.decode(EncodedContent.self)) }
      part = .items(items)
    } else {
      part = try EncodedContent.single(decoder.singleValueContainer())
    }
  }

  private static func single(_ container: any SingleValueDecodingContainer) throws -> Part {
    if container.decodeNil() { return .nothing }
    if let flag = try? container.decode(Bool.self) { return .flag(flag) }
    if let integer = try? container.decode(Int64.self) { return .integer(integer) }
    if let natural = try? container.decode(UInt64.self) { return .natural(natural) }
    if let text = try? container.decode(String.self) { return .text(text) }
    return .number(try container.decode(Double.self))
  }

  func encode(to encoder: any Encoder) throws {
    switch part {
    case .fields(let fields):
      var container = encoder.container(keyedBy: Name.self)
      for field in fields { try container.encode(field.content, forKey: field.key) }
    case .items(let items):
      var container = encoder.unkeyedContainer()
      for item in items { try container.encode(item) }
    case .flag(let flag): try EncodedContent.write(flag, to: encoder)
    case .integer(let integer): try EncodedContent.write(integer, to: encoder)
    case .natural(let natural): try EncodedContent.write(natural, to: encoder)
    case .text(let text): try EncodedContent.write(text, to: encoder)
    case .number(let number): try EncodedContent.write(number, to: encoder)
    case .nothing:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    }
  }

  private static func write(_ value: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
