import LiveRuntime
import ServiceRuntime
import Testing

@Suite struct HTTPStatusTests {
  @Test func `every code has a status of its kind`() {
    for code in RPCError.Code.allCases {
      let status = HTTPStatus.of(code)
      #expect((400..<600).contains(status), "\(code)")
      // What is the caller's own fault is never blamed on the service.
      #expect(
        (status < 500)
          == [
            .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied,
            .unauthenticated, .resourceExhausted, .aborted, .cancelled,
          ].contains(code), "\(code)")
    }
  }

  @Test func `a status without a body is never taken for less than it may mean`() {
    for code in RPCError.Code.allCases where code.usualCertainty == .indefinite {
      let status = HTTPStatus.of(code)
      guard status >= 500 else { continue }
      #expect(HTTPStatus.error(status, "").certainty == .indefinite, "\(code) \(status)")
    }
    for status in 400..<600 {
      let error = HTTPStatus.error(status, "")
      #expect(error.code.isRetriable || error.certainty == .definite, "\(status)")
    }
  }

  @Test func `a refusal by the server itself is definite`() throws {
    for status in [400, 405, 408, 411, 413, 414, 415, 417, 431, 501, 505] {
      let response = RPCWire.response(HTTPRefusal("no", status: status))
      #expect(response.start == .response(status: status))
      #expect(String(decoding: response.body, as: UTF8.self).contains(#""certainty":"definite""#))
    }
  }
}
