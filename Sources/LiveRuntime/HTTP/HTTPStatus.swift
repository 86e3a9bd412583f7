package import ServiceRuntime

/// The numbers that HTTP has for what RPC errors say.
package enum HTTPStatus {
  /// The status of a reply that ended with an error of a code.
  ///
  /// 422 and 409 for a state that is against the request, 502 for a connection further on that
  /// broke; the others are those of gRPC's own map.
  package static func of(_ code: RPCError.Code) -> Int {
    switch code {
    case .invalidArgument: 400
    case .unauthenticated: 401
    case .permissionDenied: 403
    case .notFound: 404
    case .alreadyExists, .aborted: 409
    case .failedPrecondition: 422
    case .resourceExhausted: 429
    case .cancelled: 499
    case .internal: 500
    case .unimplemented: 501
    case .connectionLost: 502
    case .unavailable, .connectionRefused: 503
    case .deadlineExceeded: 504
    }
  }

  /// The error that a status stands for where the body does not say more.
  ///
  /// What a service refuses before it has looked at the request is definite; what is not known is
  /// taken for something that may have happened.
  package static func error(_ status: Int, _ message: String) -> RPCError {
    switch status {
    case 401: RPCError(.unauthenticated, message)
    case 403: RPCError(.permissionDenied, message)
    case 404: RPCError(.notFound, message)
    case 409: RPCError(.aborted, message)
    case 422: RPCError(.failedPrecondition, message)
    case 429: RPCError(.resourceExhausted, message)
    case 501: RPCError(.unimplemented, message)
    case 502: RPCError(.connectionLost, message)
    case 503: RPCError(.unavailable, message)
    case 504: RPCError(.deadlineExceeded, message)
    case 400..<500: RPCError(.invalidArgument, message)
    default: RPCError(.internal, message)
    }
  }

  /// The words that follow a status on the first line.
  static func reason(_ status: Int) -> String { reasons[status] ?? "Unknown" }

  private static let reasons: [Int: String] = [
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 411: "Length Required",
    413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
    417: "Expectation Failed", 422: "Unprocessable Content", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 499: "Client Closed Request",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
  ]
}
