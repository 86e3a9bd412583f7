import ServiceRuntime

/// The body of a response that is no reply.
struct ErrorBody: Codable {
  /// Why there is none.
  let error: ErrorText
}

/// An `RPCError` as it travels.
struct ErrorText: Codable {
  /// What kind of failure it is.
  let code: String
  /// Whether the request may have taken effect.
  let certainty: RPCError.Certainty
  /// What happened.
  let message: String
  /// Facts for programs.
  let details: [String: String]?
  /// What the caller should do.
  let advice: String?
  /// The trace that the call belongs to.
  let trace: String?

  init(_ error: RPCError, trace: TraceContext?) {
    code = error.code.rawValue
    certainty = error.certainty
    message = error.message
    details = error.details.isEmpty ? nil : error.details
    // A deadline that was over before anything was done leaves nothing open, unlike others.
    advice =
      error.code == .deadlineExceeded && error.certainty == .definite
      ? "nothing happened; ask again with more time" : error.code.advice
    self.trace = trace?.traceParent
  }

  /// The error; a code that a newer service has is taken for an internal one.
  var error: RPCError {
    RPCError(
      RPCError.Code(rawValue: code) ?? .internal, message, certainty: certainty,
      details: details ?? [:])
  }
}

/// Hands an encoder to code that writes a value whose type nobody here knows.
struct Encoding: Encodable {
  let body: (any Encoder) throws -> Void

  init(_ body: @escaping (any Encoder) throws -> Void) {
    self.body = body
  }

  func encode(to encoder: any Encoder) throws {
    try body(encoder)
  }
}

/// Keeps a decoder for code that reads a value whose type nobody here knows.
struct Decoding: Decodable {
  let decoder: any Decoder

  init(from decoder: any Decoder) throws {
    self.decoder = decoder
  }
}

/// What is wrong with a body, in a sentence for people.
enum BodyProblem {
  /// The sentence for a decoding error.
  static func text(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "the body cannot be read: \(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "the field '\(place(context.codingPath + [key]))' is missing"
    case .valueNotFound(_, let context), .typeMismatch(_, let context),
      .dataCorrupted(let context):
      let place = place(context.codingPath)
      return place.isEmpty
        ? "the body: \(context.debugDescription)"
        : "the field '\(place)': \(context.debugDescription)"
    @unknown default: return "the body cannot be read: \(error)"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".")
  }
}
