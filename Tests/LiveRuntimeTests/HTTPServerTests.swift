import LiveRuntime
import Primitives
import ServiceRuntime
import Testing

@Suite struct HTTPServerTests {
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

  @Test func `what is asked wrongly is refused with the status that says so`() async throws {
    let cases: [(String, Int, String)] = [
      (post("/inventory/deduct", "{}"), 400, "the field 'order' is missing"),
      (post("/inventory/deduct", "{"), 400, "no JSON at byte 1"),
      (
        post("/inventory/deduct", #"{"order":1,"product":"a","quantity":1}"#), 400,
        "the field 'order'"
      ),
      (post("/inventory/deduct", deduct), 400, "the request carries no key"),
      (post("/inventory/nothing", "{}"), 404, "there is no such path"),
      (post("/inventory/deduct", "a=b", type: "text/plain"), 415, "a body is JSON"),
      ("GET /inventory/deduct HTTP/1.1\r\nHost: a\r\n\r\n", 405, "\r\nallow: POST\r\n"),
      ("POST /inventory/deduct HTTP/1.1\r\nHost: a\r\n\r\n", 411, "known length"),
      ("BREW /health HTTP/1.1\r\nHost: a\r\n\r\n", 405, "read with GET"),
      (post("/inventory/deduct", deduct, fields: "Request-Timeout: soon\r\n"), 400, "milliseconds"),
      (
        post("/inventory/deduct", deduct, fields: "Request-Timeout: 0\r\nIdempotency-Key: a\r\n"),
        504, #""certainty":"definite""#
      ),
      (post("/inventory/deduct", deduct, fields: "traceparent: 1\r\n"), 400, "traceparent"),
      (post("/inventory/deduct", deduct, fields: "Idempotency-Key: %zz\r\n"), 400, "percent"),
      (
        post(
          "/inventory/deduct", #"{"order":"1","product":"console","quantity":5000}"#,
          fields: "Idempotency-Key: a\r\n"), 422, #""available":"1000""#
      ),
    ]
    for (text, status, words) in cases {
      let response = try await answer(text)
      #expect(response.hasPrefix("HTTP/1.1 \(status) "), "\(text): \(response)")
      #expect(response.contains(words), "\(text): \(response)")
      #expect(response.contains(#""advice":"#), "\(text): \(response)")
    }
  }

  @Test func `health, routes and measurements are read`() async throws {
    #expect(
      try await answer("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").hasSuffix(
        #"{"status":"serving"}"# + "\n"))
    #expect(
      try await answer("GET /routes HTTP/1.1\r\nHost: a\r\n\r\n").contains(
        #""POST /inventory/deduct""#))
    #expect(try await answer("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").hasSuffix("{}\n"))
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
      #expect(last.contains("connection: close\r\n") && last.hasSuffix("\"serving\"}\n"))
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
    let member = try await host.start("slow") { SlowService($0, delay: .milliseconds(200)) }
    let connection = try #require(RawConnection(port: member.server.port))
    connection.send(post("/orders/get", #"{"order":"1"}"#))
    // The request has arrived when another one on the same thread has been answered.
    let other = try #require(RawConnection(port: member.server.port))
    other.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = await other.receive(until: "}\n")
    await member.stop(within: .seconds(600))
    let answer = await connection.receiveAll()
    #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("connection: close"))
    #expect(await other.receiveAll().isEmpty)
    #expect(RawConnection(port: member.server.port) == nil)
  }
}
