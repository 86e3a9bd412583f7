/// A request or a response that has arrived whole.
package struct HTTPMessage: Hashable, Sendable {
  /// What its first line says.
  package let start: Start
  /// The fields of its head, in the order in which they came.
  package let fields: [HTTPField]
  /// Its body.
  package let body: [UInt8]

  /// A message of the given parts.
  package init(_ start: Start, _ fields: [HTTPField], body: [UInt8]) {
    self.start = start
    self.fields = fields
    self.body = body
  }

  /// What a first line says.
  package enum Start: Hashable, Sendable {
    /// Somebody asks.
    case request(method: String, target: String)
    /// Somebody answers.
    case response(status: Int)
  }

  /// Whether the connection ends with this message.
  package var closes: Bool { fields.connectionSays("close") }

  /// The message as bytes; the length of the body is added.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + body.count)
    switch start {
    case .request(let method, let target):
      for text in [method, " ", target, " HTTP/1.1\r\n"] { bytes += text.utf8 }
    case .response(let status):
      bytes += "HTTP/1.1 \(status) ".utf8
      bytes += HTTPStatus.reason(status).utf8
      bytes += "\r\n".utf8
    }
    for field in fields {
      for text in [field.name, ": ", field.value, "\r\n"] { bytes += text.utf8 }
    }
    bytes += "content-length: \(body.count)\r\n\r\n".utf8
    bytes += body
    return bytes
  }
}
