import Primitives

/// Keeps the values of named fields out of everything that the record of a run holds.
///
/// While a run goes on the values are learnt from where they have a name: arguments of commands,
/// configurations, messages, stored records. Before the record is made every text of the run is
/// searched for them, so that a value is also left out where it comes without its name, as in a
/// log or in the evidence of a law. A value of four bytes or more is found anywhere; a shorter one
/// only where it stands by itself, because else it would be found in every word.
final class Redaction {
  /// What stands in the place of a value.
  static let mark = "[redacted]"

  /// How many values of each field were met, in the order in which the scenario names the fields.
  private(set) var counts: [Int]
  private let fields: [String]
  private var known = Set<String>()
  /// Values by their first bytes: four, or one where there are fewer than four.
  private var long: [UInt32: [[UInt8]]] = [:]
  private var short: [UInt8: [[UInt8]]] = [:]

  /// A redaction of the named fields; nothing where none is named.
  init?(_ fields: [String]) {
    if fields.isEmpty { return nil }
    self.fields = fields.map(Redaction.plain)
    counts = fields.map { _ in 0 }
  }

  /// Whether a name is that of a field to be left out; dashes and capitals make no difference.
  func field(named name: String) -> Int? { fields.firstIndex(of: Redaction.plain(name)) }

  /// Notes that a value of a field was met.
  func count(_ field: Int) { counts[field] += 1 }

  /// Learns a text that must not be shown, also as it is written between quotation marks.
  func learn(_ value: String) {
    guard !value.isEmpty, known.insert(value).inserted else { return }
    add(value)
    for quoted in [value.debugDescription, JSONText.quoted(value)] {
      let inner = String(quoted.dropFirst().dropLast())
      if known.insert(inner).inserted { add(inner) }
    }
  }

  /// Learns the values of the fields in what a scenario states.
  func learn(from node: JSONNode, in field: Int? = nil) {
    switch node.value {
    case .null: break
    case .text(let text): if field != nil { learn(text) }
    case .boolean, .number: if field != nil { learn(JSONText.compact(node)) }
    case .list(let items): for item in items { learn(from: item, in: field) }
    case .object(let members):
      for member in members {
        let own = field == nil ? self.field(named: member.name) : nil
        if let own { count(own) }
        learn(from: member.value, in: field ?? own)
      }
    }
  }

  /// The same value with those of the fields left out.
  func redacted(_ node: JSONNode) -> JSONNode {
    switch node.value {
    case .null, .boolean, .number: return node
    case .text(let text): return .text(redacted(text))
    case .list(let items): return .list(items.map(redacted))
    case .object(let members):
      return .object(
        members.map { member in
          let isHidden = field(named: member.name) != nil
          return (member.name, isHidden ? .text(Redaction.mark) : redacted(member.value))
        })
    }
  }

  /// The text with every value that was learnt left out, the longest of those at one place.
  func redacted(_ text: String) -> String {
    if known.isEmpty || text.isEmpty { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var (position, kept) = (0, 0)
    while position < bytes.count {
      guard let length = match(bytes, position) else {
        position += 1
        continue
      }
      result += bytes[kept..<position]
      result += Redaction.mark.utf8
      position += length
      kept = position
    }
    if kept == 0 { return text }
    result += bytes[kept...]
    return String(decoding: result, as: UTF8.self)
  }

  private func match(_ bytes: [UInt8], _ position: Int) -> Int? {
    let rest = bytes.count - position
    if rest >= 4, !long.isEmpty {
      for value in long[Redaction.beginning(of: bytes, position)] ?? []
      where value.count <= rest && bytes[position..<position + value.count].elementsEqual(value) {
        return value.count
      }
    }
    for value in short[bytes[position]] ?? [] where value.count <= rest {
      let end = position + value.count
      let isApart =
        (position == 0 || !Redaction.isInWord(bytes[position - 1]))
        && (end == bytes.count || !Redaction.isInWord(bytes[end]))
      if isApart, bytes[position..<end].elementsEqual(value) { return value.count }
    }
    return nil
  }

  private func add(_ value: String) {
    let bytes = Array(value.utf8)
    if bytes.count >= 4 {
      let key = Redaction.beginning(of: bytes, 0)
      long[key, default: []].append(bytes)
      long[key]?.sort { $0.count > $1.count }
    } else if let first = bytes.first {
      short[first, default: []].append(bytes)
      short[first]?.sort { $0.count > $1.count }
    }
  }

  private static func beginning(of bytes: [UInt8], _ position: Int) -> UInt32 {
    bytes[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
      true
    default: false
    }
  }

  private static func plain(_ name: String) -> String {
    String(name.filter { $0 != "-" && $0 != "_" && $0 != "." }).lowercased()
  }
}

extension Scenario {
  /// A setting of the command line as it may be shown: `name=value`, or without its value.
  ///
  /// It hides the value where the parameter is called like a field to be left out, and where the
  /// value went into such a field of a command, a configuration or initial data.
  package func redacted(setting text: String) -> String {
    guard let redaction = Redaction(record.redact), let setting = try? ScenarioSetting(text) else {
      return text
    }
    for service in services.values {
      for node in [service.config, service.seed] { redaction.learn(from: node) }
    }
    for entry in workload { redaction.learn(from: entry.arguments) }
    let isHidden =
      redaction.field(named: setting.name) != nil
      || redaction.redacted(setting.value) != setting.value
    return isHidden ? "\(setting.name)=\(Redaction.mark)" : text
  }
}
