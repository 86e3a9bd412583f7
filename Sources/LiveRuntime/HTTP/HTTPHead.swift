/// The head of a message while its lines arrive: what each may say, and what all say together.
struct HTTPHead: Sendable {
  private var start: HTTPMessage.Start?
  private(set) var fields: [HTTPField] = []

  /// Whether the first line is there; asked for every line.
  private(set) var isBegun = false

  /// Takes in a line, without its end.
  mutating func take(
    _ line: ArraySlice<UInt8>, _ kind: HTTPFramer.Kind, _ limits: HTTPLimits
  ) throws(HTTPRefusal) {
    guard isBegun else {
      start = try HTTPHead.start(line, kind)
      isBegun = true
      return
    }
    guard fields.count < limits.fields else {
      throw HTTPRefusal("the head has more than \(limits.fields) fields", status: 431)
    }
    fields.append(try HTTPHead.field(line))
  }

  /// What the first line said and how long the body is, when all lines are there.
  func finish(
    _ kind: HTTPFramer.Kind, _ limits: HTTPLimits
  ) throws(HTTPRefusal) -> (HTTPMessage.Start, Int) {
    guard let start else { throw HTTPRefusal("a message begins with an empty line") }
    guard fields["transfer-encoding"] == nil else {
      throw HTTPRefusal("no transfer encoding is understood; give a content-length", status: 501)
    }
    let length = try contentLength(limits)
    switch kind {
    case .requests: try checkRequest()
    case .responses:
      guard length != nil else { throw HTTPRefusal("a response needs a content-length") }
    }
    return (start, length ?? 0)
  }

  private func checkRequest() throws(HTTPRefusal) {
    guard fields.count(where: { $0.name == "host" }) == 1 else {
      throw HTTPRefusal("a request has exactly one field 'host'")
    }
    guard fields["expect"] == nil else {
      throw HTTPRefusal("no expectation is met; send the body at once", status: 417)
    }
  }

  private func contentLength(_ limits: HTTPLimits) throws(HTTPRefusal) -> Int? {
    let lengths = fields.filter { $0.name == "content-length" }
    guard let text = lengths.first?.value else { return nil }
    guard lengths.count == 1, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw HTTPRefusal("a content-length is one whole number") }
    guard text.utf8.count <= 18, let length = Int(text), length <= limits.body else {
      throw HTTPRefusal("a body has at most \(limits.body) bytes", status: 413)
    }
    return length
  }

  // MARK: Lines

  private static func start(
    _ line: ArraySlice<UInt8>, _ kind: HTTPFramer.Kind
  ) throws(HTTPRefusal) -> HTTPMessage.Start {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    switch kind {
    case .requests:
      guard words.count == 3 else {
        throw HTTPRefusal("a request begins with a method, a path and a version")
      }
      try check(version: words[2])
      guard (1...16).contains(words[0].count), words[0].allSatisfy({ (0x41...0x5a).contains($0) })
      else { throw HTTPRefusal("a method is written in capital letters") }
      guard words[1].first == 0x2f, words[1].allSatisfy({ (0x21...0x7e).contains($0) }) else {
        throw HTTPRefusal("a path begins with a slash")
      }
      return .request(method: text(words[0]), target: text(words[1]))
    case .responses:
      guard words.count >= 3, words[1].count == 3, let status = Int(text(words[1])),
        (200...599).contains(status)
      else { throw HTTPRefusal("a response begins with a version, a status and its reason") }
      try check(version: words[0])
      return .response(status: status)
    }
  }

  private static func check(version: ArraySlice<UInt8>) throws(HTTPRefusal) {
    let text = text(version)
    guard text != "HTTP/1.1" else { return }
    guard text.hasPrefix("HTTP/"), (6...8).contains(text.utf8.count) else {
      throw HTTPRefusal("a first line names the version HTTP/1.1")
    }
    throw HTTPRefusal("only HTTP/1.1 is understood", status: 505)
  }

  private static func field(_ line: ArraySlice<UInt8>) throws(HTTPRefusal) -> HTTPField {
    guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex,
      line[..<colon].allSatisfy({ isToken($0) })
    else { throw HTTPRefusal("a field has a name, a colon right after it, and a value") }
    let value = line[(colon + 1)...].drop { isBlank($0) }
    let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
    return HTTPField(text(line[..<colon]).lowercased(), text(value[..<end]))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether a byte may stand in a name: a letter, a digit or one of fifteen marks.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
    default: false
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
