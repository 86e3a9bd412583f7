import LiveRuntime
import Testing

@Suite struct HTTPFramerTests {
  private func request(
    _ text: String, limits: HTTPLimits = HTTPLimits()
  ) -> Result<HTTPMessage?, HTTPRefusal> {
    read(.requests, text, limits: limits)
  }

  private func read(
    _ kind: HTTPFramer.Kind, _ text: String, limits: HTTPLimits = HTTPLimits()
  ) -> Result<HTTPMessage?, HTTPRefusal> {
    var framer = HTTPFramer(kind, limits: limits)
    framer.take(text.utf8)
    do throws(HTTPRefusal) {
      return .success(try framer.next())
    } catch {
      return .failure(error)
    }
  }

  private func status(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Int? {
    switch request(text, limits: limits) {
    case .success: nil
    case .failure(let refusal): refusal.status
    }
  }

  @Test func `a request is taken apart`() throws {
    let message = try request(
      "POST /a/b?c HTTP/1.1\r\nHost: x\r\nX-Y:  z  \r\nContent-Length: 2\r\n\r\n{}"
    ).get()
    #expect(message?.start == .request(method: "POST", target: "/a/b?c"))
    #expect(message?.fields["x-y"] == "z")
    #expect(message?.body == Array("{}".utf8))
    #expect(message?.closes == false)
  }

  @Test func `a message read back is the message that was written`() throws {
    let fields = [HTTPField("host", "x"), HTTPField("idempotency-key", "a:b")]
    for (kind, start) in [
      (HTTPFramer.Kind.requests, HTTPMessage.Start.request(method: "POST", target: "/a")),
      (.responses, .response(status: 200)), (.responses, .response(status: 422)),
    ] {
      let message = HTTPMessage(start, fields, body: Array("{\"a\":1}".utf8))
      let text = String(decoding: message.bytes, as: UTF8.self)
      let back = try read(kind, text).get()
      #expect(back?.start == start)
      #expect(back?.body == message.body)
      #expect(back?.fields["idempotency-key"] == "a:b")
    }
  }

  @Test func `requests that follow each other closely come out one by one`() throws {
    var framer = HTTPFramer(.requests)
    let one = "POST /1 HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"
    framer.take((one + one + "GET /2 HTTP/1.1\r\nhost: x\r\n\r\nGET").utf8)
    var targets: [String] = []
    while let message = try framer.next() {
      if case .request(_, let target) = message.start { targets.append(target) }
    }
    #expect(targets == ["/1", "/1", "/2"])
    #expect(!framer.isIdle)
    #expect(framer.held == 3)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n", 400),
    ("\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n", 400), ("GET / HTTP/1.1\nhost: a\n\n", 400),
    ("GET / HTTP/1.0\r\n", 505), ("GET / HTTP/2.0\r\n", 505), ("GET / http/1.1\r\n", 400),
    ("GET /\r\n", 400), ("GET  / HTTP/1.1\r\n", 400), ("get / HTTP/1.1\r\n", 400),
    ("GET http://a/ HTTP/1.1\r\n", 400), ("OPTIONS * HTTP/1.1\r\n", 400),
    ("GET /ä HTTP/1.1\r\n", 400), ("\u{16}\u{3}\u{1}", 400), ("GET / HTTP/1.1 \r\n", 400),
    ("GET / HTTP/1.1\r\n host: a\r\n", 400), ("GET / HTTP/1.1\r\nhost : a\r\n", 400),
    ("GET / HTTP/1.1\r\n: a\r\n", 400), ("GET / HTTP/1.1\r\nhost\r\n", 400),
    ("GET / HTTP/1.1\r\nhost: a\r\nfold: a\r\n b\r\n", 400),
    ("GET / HTTP/1.1\r\nhost: a\rb\r\n", 400), ("GET / HTTP/1.1\r\nhost: a\u{0}\r\n", 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n", 501),
    (
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n", 501
    ),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1, 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length:\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1048577\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n", 417),
  ])
  func `what is outside the subset is refused`(_ text: String, _ expected: Int) {
    #expect(status(text) == expected)
  }

  @Test func `limits are kept to the byte`() {
    let limits = HTTPLimits(startLine: 20, head: 60, fields: 2, body: 3)
    #expect(status("GET /\(String(repeating: "a", count: 4)) HTTP/1.1\r\n", limits: limits) == nil)
    #expect(status("GET /\(String(repeating: "a", count: 6)) HTTP/1.1\r\n", limits: limits) == 414)
    #expect(status(String(repeating: "A", count: 21), limits: limits) == 414)
    let start = "GET / HTTP/1.1\r\n"
    #expect(status(start + "a: \(String(repeating: "b", count: 41))", limits: limits) == nil)
    #expect(status(start + "a: \(String(repeating: "b", count: 42))", limits: limits) == 431)
    #expect(status(start + "a: b\r\nb: c\r\nc: d\r\n", limits: limits) == 431)
    let body = start + "host: a\r\ncontent-length: "
    #expect(status(body + "3\r\n\r\nabc", limits: limits) == nil)
    #expect(status(body + "4\r\n\r\n", limits: limits) == 413)
  }

  @Test func `a refusal is final`() {
    var framer = HTTPFramer(.requests)
    framer.take("nonsense\r\n".utf8)
    var refusals: [HTTPRefusal] = []
    for _ in 0..<2 {
      do throws(HTTPRefusal) {
        _ = try framer.next()
      } catch {
        refusals.append(error)
      }
      framer.take("GET / HTTP/1.1\r\nhost: a\r\n\r\n".utf8)
    }
    #expect(refusals.count == 2 && refusals[0] == refusals[1])
    #expect(framer.held == 0)
  }

  @Test func `closing is read from a list of words`() throws {
    for (text, closes) in [
      ("close", true), ("Close", true), ("keep-alive, close", true), ("upgrade ,\tclose", true),
      ("keep-alive", false), ("closed", false), ("", false),
    ] {
      let message = try request("GET / HTTP/1.1\r\nhost: a\r\nconnection: \(text)\r\n\r\n").get()
      #expect(message?.closes == closes, "\(text)")
    }
  }

  @Test func `a response needs a status and the length of its body`() throws {
    let good = try read(.responses, "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na").get()
    #expect(good?.start == .response(status: 200))
    for text in [
      "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 099 X\r\n", "HTTP/1.0 200 OK\r\n",
      "200 OK\r\n", "HTTP/1.1 +20 OK\r\n",
    ] {
      #expect(throws: HTTPRefusal.self) { try read(.responses, text).get() }
    }
  }
}
