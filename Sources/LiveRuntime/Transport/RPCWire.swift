package import Primitives
package import ServiceRuntime

/// How calls are written as HTTP messages.
///
/// A request is `POST /<method>` with dots as slashes and JSON as body. Beside it travel
/// `idempotency-key`, `client-id`, `traceparent` (W3C) and `request-timeout`, the milliseconds that
/// the caller still waits. A reply is 200 with JSON; an error is any other status with an object
/// `error` that carries the whole `RPCError`, since no status tells definite from indefinite.
package enum RPCWire {
  /// The path of a method: `inventory.deduct` is `/inventory/deduct`.
  package static func path(of method: Method) -> String {
    let (dot, slash) = (UInt8(ascii: "."), UInt8(ascii: "/"))
    if PercentText.isPlain(method.name) {
      return String(
        decoding: [slash] + method.name.utf8.map { $0 == dot ? slash : $0 }, as: UTF8.self)
    }
    return "/"
      + method.name.split(separator: ".", omittingEmptySubsequences: false)
      .map { PercentText.encode(String($0)) }.joined(separator: "/")
  }

  /// The method of a path; nothing where it is not written as one.
  package static func method(of path: String) -> Method? {
    guard path.hasPrefix("/") else { return nil }
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    let names = parts.compactMap { PercentText.decode(String($0)) }
    return names.count == parts.count ? Method(names.joined(separator: ".")) : nil
  }

  // MARK: The caller's side

  /// The request of a call.
  package static func request(
    of call: Call, port: UInt16, caller: String, now: Instant
  ) throws -> HTTPMessage {
    var fields = [
      HTTPField("host", "127.0.0.1:\(port)"), HTTPField("content-type", "application/json"),
      HTTPField("user-agent", PercentText.encode(caller)),
    ]
    let metadata = call.metadata
    if let key = metadata.idempotencyKey {
      fields.append(HTTPField("idempotency-key", PercentText.encode(key)))
    }
    if let client = metadata.client {
      fields.append(HTTPField("client-id", PercentText.encode(client)))
    }
    if let trace = metadata.trace { fields.append(HTTPField("traceparent", trace.traceParent)) }
    if !call.deadline.isNever {
      let left = max(0, (call.deadline.instant - now).nanoseconds)
      fields.append(HTTPField("request-timeout", "\((left + 999_999) / 1_000_000)"))
    }
    let body =
      try (call as? RawCall)?.requestText
      ?? JSONCoding.encode(Encoding { try call.encodeRequest(to: $0) })
    return HTTPMessage(
      .request(method: "POST", target: path(of: call.method)), fields, body: Array(body.utf8))
  }

  /// Stores what a response says in the call that it answers.
  static func take(_ response: HTTPMessage, into call: Call) {
    guard case .response(let status) = response.start else {
      call.failure = RPCError(.internal, "a request came where a response was expected")
      return
    }
    let text = String(decoding: response.body, as: UTF8.self)
    do {
      guard status == 200 else {
        let answer = try? JSONCoding.decode(ErrorBody.self, from: text)
        call.failure = answer?.error.error ?? HTTPStatus.error(status, "status \(status)")
        return
      }
      if let raw = call as? RawCall { return raw.reply = text }
      let decoding = try JSONCoding.decode(Decoding.self, from: text)
      try call.decodeReply(from: decoding.decoder)
    } catch {
      call.failure = RPCError(.internal, "the reply cannot be read: \(error)")
    }
  }

  // MARK: The service's side

  /// What travels beside a request; refuses what cannot be read.
  package static func metadata(of request: HTTPMessage) throws(RPCError) -> Metadata {
    var trace: TraceContext?
    if let text = request.fields["traceparent"] {
      trace = TraceContext(traceParent: text)
      guard trace != nil else {
        throw RPCError(.invalidArgument, "the traceparent '\(text)' is not of version 00")
      }
    }
    return Metadata(
      trace: trace, idempotencyKey: try text(request, "idempotency-key"),
      client: try text(request, "client-id"))
  }

  /// Until when the caller waits.
  package static func deadline(of request: HTTPMessage, now: Instant) throws(RPCError) -> Deadline {
    guard let text = request.fields["request-timeout"] else { return .never }
    guard let left = Int64(text), (0...86_400_000).contains(left) else {
      throw RPCError(.invalidArgument, "a request-timeout is 0 to 86400000 milliseconds")
    }
    return Deadline(now + .milliseconds(left))
  }

  /// The call of a request, made by the handler that answers it.
  package static func call(
    _ request: HTTPMessage, to service: ServiceName, _ handler: Handler, now: Instant
  ) throws(RPCError) -> Call {
    let metadata = try metadata(of: request)
    let deadline = try deadline(of: request, now: now)
    do {
      let text = String(decoding: request.body, as: UTF8.self)
      let decoding = try JSONCoding.decode(Decoding.self, from: text)
      let call = try handler.decode(decoding.decoder, service, deadline, metadata)
      call.caller = try caller(of: request)
      return call
    } catch {
      throw (error as? RPCError) ?? RPCError(.invalidArgument, BodyProblem.text(error))
    }
  }

  /// The response that an answered call amounts to.
  package static func response(to call: Call) -> HTTPMessage {
    if let failure = call.failure { return response(failure, trace: call.metadata.trace) }
    if let raw = call as? RawCall, let reply = raw.reply { return json(200, reply) }
    do {
      return json(200, try JSONCoding.encode(Encoding { try call.encodeReply(to: $0) }))
    } catch {
      return response(RPCError(.internal, "the reply cannot be written: \(error)"))
    }
  }

  /// The response that says why there is no reply.
  package static func response(
    _ error: RPCError, trace: TraceContext? = nil, status: Int? = nil
  ) -> HTTPMessage {
    let body = ErrorBody(error: ErrorText(error, trace: trace))
    return json(status ?? HTTPStatus.of(error.code), (try? JSONCoding.encode(body)) ?? "{}")
  }

  /// The response to what is no request of the subset that is understood.
  ///
  /// Whatever its status, it is definite: no service has seen the request.
  package static func response(_ refusal: HTTPRefusal) -> HTTPMessage {
    let code: RPCError.Code = refusal.status < 500 ? .invalidArgument : .unimplemented
    let response = response(RPCError(code, refusal.message), status: refusal.status)
    let allow = refusal.allowed.map { [HTTPField("allow", $0)] } ?? []
    return HTTPMessage(response.start, response.fields + allow, body: response.body)
  }

  /// A response with JSON as body.
  package static func json(_ status: Int, _ text: String) -> HTTPMessage {
    HTTPMessage(
      .response(status: status), [HTTPField("content-type", "application/json")],
      body: Array(text.utf8) + (text.utf8.last == 0x0a ? [] : [0x0a]))
  }

  /// Who sent a request: the caller's host.
  package static func caller(of request: HTTPMessage) throws(RPCError) -> String {
    try text(request, "user-agent") ?? "somebody"
  }

  private static func text(
    _ request: HTTPMessage, _ name: String
  ) throws(RPCError) -> String? {
    guard let value = request.fields[name] else { return nil }
    guard let text = PercentText.decode(value) else {
      throw RPCError(.invalidArgument, "the field '\(name)' has a percent sign without two digits")
    }
    return text
  }
}

/// Texts as they travel in a head: what is not plain ASCII is written as percent and two digits.
enum PercentText {
  /// A text with every space, percent sign, slash and byte beyond plain ASCII escaped.
  static func encode(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = ""
    for byte in text.utf8 {
      if isPlain(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }

  /// Whether nothing of a text has to be escaped.
  static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy(isPlain) }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x21...0x7e).contains(byte) && byte != 0x25 && byte != 0x2f
  }

  /// The text that was escaped; nothing where a percent sign stands without two digits.
  static func decode(_ text: String) -> String? {
    guard text.utf8.contains(0x25) else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
