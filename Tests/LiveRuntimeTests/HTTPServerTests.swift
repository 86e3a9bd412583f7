import LiveRuntime
import Primitives
import ServiceRuntime
import Testing

@Suite(.onOwnThread) struct HTTPServerTests {
  private func post(
    _ path: String, _ body: String, fields: String = "", type: String = "application/json"
  ) -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n\(fields)"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private let deduct = #"{"order":"1","product":"console","quantity":1}"#

  /// What a server answers to one text before it hangs up or has said all.
  private func answer(_ text: String, limits: ServerLimits = ServerLimits()) async throws -> String
  {
    try await LiveHostTests.withShop(limits: limits) { inventory, _, _ in
      let connection = try #require(RawConnection(port: inventory.server.port))
      connection.send(text)
      return await connection.receive(until: "}\n")
    }
  }

  @Test func `a request by hand is answered with JSON`() async throws {
    let text = try await answer(post("/inventory/deduct", deduct, fields: "Idempotency-Key: a\r\n"))
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"))
    #expect(text.hasSuffix("\r\n\r\n{\"order\":\"1\",\"remaining\":999}\n"))
  }

  /// What is asked, and what is answered but for the parts that every refusal has.
  private struct Wrong {
    let text: String
    let status: String
    var code = "invalidArgument"
    var advice = "correct the request; repeating it cannot help"
    var details = ""
    var allow = ""
    let message: String

    /// The whole response, byte for byte.
    var response: String {
      let body =
        #"{"error":{"advice":"\#(advice)","certainty":"definite","code":"\#(code)",\#(details)"#
        + #""message":"\#(message)"}}"# + "\n"
      return "HTTP/1.1 \(status)\r\ncontent-type: application/json\r\n\(allow)"
        + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }
  }

  private var bodiesThatAreWrong: [Wrong] {
    let path = "/inventory/deduct"
    return [
      Wrong(
        text: post(path, "{}"), status: "400 Bad Request", message: "the field 'order' is missing"),
      Wrong(
        text: post(path, "{"), status: "400 Bad Request",
        message: "the body: no JSON at byte 1: expected a field's name"),
      Wrong(
        text: post(path, #"{"order":1,"product":"a","quantity":1}"#), status: "400 Bad Request",
        message: "the field 'order': expected a text, found a number"),
      Wrong(
        text: post(path, deduct), status: "400 Bad Request", message: "the request carries no key"),
      Wrong(
        text: post("/inventory/nothing", "{}"), status: "404 Not Found", code: "unimplemented",
        message: "there is no such path; GET /routes lists all"),
      Wrong(
        text: post(path, "a=b", type: "text/plain"), status: "415 Unsupported Media Type",
        message: "a body is JSON: say content-type: application/json"),
      Wrong(
        text: post(
          path, #"{"order":"1","product":"console","quantity":5000}"#,
          fields: "Idempotency-Key: a\r\n"), status: "422 Unprocessable Content",
        code: "failedPrecondition", advice: "read the current state and decide anew",
        details: #""details":{"available":"1000","product":"console","requested":"5000"},"#,
        message: "only 1000 console on hand"),
    ]
  }

  private var headsThatAreWrong: [Wrong] {
    let path = "/inventory/deduct"
    return [
      Wrong(
        text: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n", status: "405 Method Not Allowed",
        allow: "allow: POST\r\n", message: "this path is asked with POST"),
      Wrong(
        text: "BREW /health HTTP/1.1\r\nHost: a\r\n\r\n", status: "405 Method Not Allowed",
        allow: "allow: GET\r\n", message: "this path is read with GET"),
      Wrong(
        text: "POST \(path) HTTP/1.1\r\nHost: a\r\n\r\n", status: "411 Length Required",
        message: "a request has a body of known length"),
      Wrong(
        text: post(path, deduct, fields: "Request-Timeout: soon\r\n"), status: "400 Bad Request",
        message: "a request-timeout is 0 to 86400000 milliseconds"),
      Wrong(
        text: post(path, deduct, fields: "Request-Timeout: 0\r\nIdempotency-Key: a\r\n"),
        status: "504 Gateway Timeout", code: "deadlineExceeded",
        advice: "nothing happened; ask again with more time",
        message: "the time was over on arrival"),
      Wrong(
        text: post(path, deduct, fields: "traceparent: 1\r\n"), status: "400 Bad Request",
        message: "the traceparent '1' is not of version 00"),
      Wrong(
        text: post(path, deduct, fields: "Idempotency-Key: %zz\r\n"), status: "400 Bad Request",
        message: "the field 'idempotency-key' has a percent sign without two digits"),
    ]
  }

  @Test func `what is asked wrongly is refused with the status that says so`() async throws {
    for wrong in bodiesThatAreWrong + headsThatAreWrong {
      #expect(try await answer(wrong.text) == wrong.response, "\(wrong.text)")
    }
  }

  @Test func `health, routes and measurements are read`() async throws {
    let read = [
      ("/health", #"{"status":"serving"}"#),
      (
        "/routes",
        #"{"routes":["POST /inventory/deduct","POST /inventory/get","POST /inventory/set"]}"#
      ),
      ("/metrics", "{}"),
    ]
    for (path, body) in read {
      #expect(
        try await answer("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
          == "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
          + "content-length: \(body.utf8.count + 1)\r\n\r\n\(body)\n")
    }
  }

  @Test func `a connection is used again, also for requests that follow closely`() async throws {
    try await LiveHostTests.withShop { inventory, _, _ in
      let connection = try #require(RawConnection(port: inventory.server.port))
      let one = post("/inventory/deduct", deduct, fields: "Idempotency-Key: a\r\n")
      connection.send(one + one + one)
      let first = await connection.receive(until: "}\n", times: 3)
      #expect(first.ranges(of: "HTTP/1.1 200").count == 3)
      connection.send("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let last = await connection.receiveAll()
      #expect(
        last == "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
          + "content-length: 21\r\n\r\n{\"status\":\"serving\"}\n")
    }
  }

  @Test func `a request that comes byte by byte is the same request`() async throws {
    try await LiveHostTests.withShop { inventory, _, _ in
      let connection = try #require(RawConnection(port: inventory.server.port))
      for byte in post("/inventory/deduct", deduct, fields: "Idempotency-Key: a\r\n").utf8 {
        connection.send(String(decoding: [byte], as: UTF8.self))
      }
      #expect(await connection.receive(until: "}\n").hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test func `who hangs up half-way after asking is answered, and after half a request is not`()
    async throws
  {
    try await LiveHostTests.withShop { inventory, _, _ in
      let whole = try #require(RawConnection(port: inventory.server.port))
      whole.send(post("/inventory/deduct", deduct, fields: "Idempotency-Key: a\r\n"))
      whole.finish()
      #expect(await whole.receiveAll().hasPrefix("HTTP/1.1 200"))
      let half = try #require(RawConnection(port: inventory.server.port))
      half.send("POST /inventory/deduct HTTP/1.1\r\n")
      half.finish()
      #expect(await half.receiveAll().isEmpty)
    }
  }

  @Test func `garbage and bodies without end are refused and hung up on`() async throws {
    try await LiveHostTests.withShop { inventory, _, _ in
      let garbage = try #require(RawConnection(port: inventory.server.port))
      garbage.send("\u{16}\u{3}\u{1}\u{2}")
      #expect(await garbage.receiveAll().hasPrefix("HTTP/1.1 400"))
      let endless = try #require(RawConnection(port: inventory.server.port))
      endless.send(
        "POST /inventory/deduct HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n")
      endless.send(String(repeating: "a", count: 1_000_000))
      endless.finish()
      #expect(await endless.receiveAll().hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test func `who takes too long is told, and who only rests is let go`() async throws {
    let limits = ServerLimits(rest: .milliseconds(50), arrival: .milliseconds(50))
    try await LiveHostTests.withShop(limits: limits) { inventory, _, _ in
      let slow = try #require(RawConnection(port: inventory.server.port))
      slow.send("POST /inv")
      #expect(await slow.receiveAll().hasPrefix("HTTP/1.1 408"))
      let resting = try #require(RawConnection(port: inventory.server.port))
      #expect(await resting.receiveAll().isEmpty)
    }
  }

  @Test func `a thousand idle connections keep nobody from being answered`() async throws {
    try await LiveHostTests.withShop { inventory, _, _ in
      let idle = (0..<1_000).compactMap { _ in RawConnection(port: inventory.server.port) }
      #expect(idle.count == 1_000)
      let connection = try #require(RawConnection(port: inventory.server.port))
      connection.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(await connection.receive(until: "}\n").hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test func `one connection too many is told to come back`() async throws {
    try await LiveHostTests.withShop(limits: ServerLimits(connections: 1)) { inventory, _, _ in
      let first = try #require(RawConnection(port: inventory.server.port))
      first.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(await first.receive(until: "}\n").hasPrefix("HTTP/1.1 200"))
      let second = try #require(RawConnection(port: inventory.server.port))
      #expect(await second.receiveAll().hasPrefix("HTTP/1.1 503"))
    }
  }

  @Test func `draining answers what has arrived and takes nothing new`() async throws {
    let host = try LiveHost()
    defer { host.close() }
    let gate = Gate()
    let member = try await host.start("slow") { SlowService($0, until: gate) }
    let connection = try #require(RawConnection(port: member.server.port))
    connection.send(post("/orders/get", #"{"order":"1"}"#))
    // The request has arrived when another one on the same thread has been answered.
    let other = try #require(RawConnection(port: member.server.port))
    other.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = await other.receive(until: "}\n")
    async let end: Void = member.stop(within: .seconds(600))
    #expect(await other.receiveAll().isEmpty)
    #expect(RawConnection(port: member.server.port) == nil)
    gate.open()
    await end
    let answer = await connection.receiveAll()
    #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("connection: close"))
  }
}
