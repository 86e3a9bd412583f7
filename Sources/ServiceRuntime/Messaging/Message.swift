public import Primitives

/// An event on its way through a broker: its identity, its type, its key and its content.
///
/// The content is text, so that one broker stores messages of every type and knows none.
public struct Message: Hashable, Sendable, Codable, Fingerprinted {
  /// The identity of the event, equal for all copies of it; what an inbox compares.
  public var id: Identifier<Message>
  /// The name of the event's type, such as `order-created`.
  public var type: String
  /// What the event is about; messages of one key keep their order, others need not.
  public var key: String?
  /// Facts beside the content, in the order they were added.
  public var headers: [Header]
  /// The event as JSON text.
  public var payload: String

  /// A message of the given parts.
  public init(
    id: Identifier<Message>, type: String, key: String? = nil, headers: [Header] = [],
    payload: String
  ) {
    self.id = id
    self.type = type
    self.key = key
    self.headers = headers
    self.payload = payload
  }

  /// A named fact beside the content.
  public struct Header: Hashable, Sendable, Codable {
    /// What the fact is about.
    public var name: String
    /// The fact.
    public var value: String

    /// A fact of this name.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The value of a header; assigning nothing removes it.
  public subscript(header name: String) -> String? {
    get { headers.first { $0.name == name }?.value }
    set {
      if let newValue, let position = headers.firstIndex(where: { $0.name == name }) {
        headers[position].value = newValue
      } else if let newValue {
        headers.append(Header(name, newValue))
      } else {
        headers.removeAll { $0.name == name }
      }
    }
  }

  /// The trace that the event belongs to, carried as the header `traceparent` (W3C).
  public var trace: TraceContext? {
    get { self[header: "traceparent"].flatMap { TraceContext(traceParent: $0) } }
    set { self[header: "traceparent"] = newValue?.traceParent }
  }
}

extension Message: CustomStringConvertible {
  /// Type, identity and content.
  public var description: String { "\(type) \(id) \(payload)" }
}

extension TraceContext {
  /// The identity as W3C writes it: `00-<trace>-<span>-<flags>`.
  public var traceParent: String {
    func text(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return "00-\(text(traceHigh))\(text(traceLow))-\(text(span))-\(isSampled ? "01" : "00")"
  }

  /// The identity that a text stands for, or nothing when it is not written as W3C has it.
  public init?(traceParent text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "00", parts[1].utf8.count == 32,
      parts[2].utf8.count == 16, parts[3].utf8.count == 2,
      let high = UInt64(parts[1].prefix(16), radix: 16),
      let low = UInt64(parts[1].suffix(16), radix: 16), high | low != 0,
      let span = UInt64(parts[2], radix: 16), span != 0,
      let flags = UInt8(parts[3], radix: 16)
    else { return nil }
    self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1)
  }
}
