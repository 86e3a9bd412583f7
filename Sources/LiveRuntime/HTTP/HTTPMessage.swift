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
    var text: String
    switch start {
    case .request(let method, let target): text = "\(method) \(target) HTTP/1.1\r\n"
    case .response(let status): text = "HTTP/1.1 \(status) \(HTTPStatus.reason(status))\r\n"
    }
    for field in fields { text += "\(field.name): \(field.value)\r\n" }
    text += "content-length: \(body.count)\r\n\r\n"
    return Array(text.utf8) + body
  }
}
