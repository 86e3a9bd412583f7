import Foundation
import Testing

@testable import LiveRuntime

/// The ways to wait for sockets, through a server that needs all that they can tell.
@Suite(.onOwnThread) struct PollerTests {
  @Test(arguments: [false, true]) func `what was asked early is answered after a long answer`(
    isPortable: Bool
  ) async throws {
    let loop = try EventLoop(isPortable: isPortable)
    defer { loop.close() }
    let (asked, asking) = AsyncStream.makeStream(of: HTTPServer.Reply.self)
    let server = try HTTPServer(on: loop) { asking.yield($1) }
    var replies = asked.makeAsyncIterator()
    let connection = try #require(RawConnection(port: server.port))
    connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
    let first = try #require(await replies.next())
    // This arrives while the server waits for nothing.
    connection.send("GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let other = try #require(RawConnection(port: server.port))
    other.finish()
    #expect(await other.receiveAll().isEmpty)
    // More than the system keeps for a connection that nobody reads.
    let body = [UInt8](repeating: UInt8(ascii: "a"), count: 16_000_000)
    first(HTTPMessage(.response(status: 200), [], body: body))
    async let text = connection.receiveAll()
    let second = try #require(await replies.next())
    second(HTTPMessage(.response(status: 200), [], body: Array("b".utf8)))
    let parts = await text.components(separatedBy: "\r\n\r\n")
    #expect(parts.map(\.utf8.count) == [41, 16_000_000 + 53, 1])
  }

  @Test(arguments: [false, true]) func `a limit that was moved is kept where it is now`(
    isPortable: Bool
  ) async throws {
    let loop = try EventLoop(isPortable: isPortable)
    defer { loop.close() }
    let limits = ServerLimits(rest: .seconds(600), arrival: .milliseconds(50))
    let server = try HTTPServer(on: loop, limits: limits) {
      $1(HTTPMessage(.response(status: 200), [], body: Array("done\n".utf8)))
    }
    let connection = try #require(RawConnection(port: server.port))
    for _ in 0..<3 {
      connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(await connection.receive(until: "done\n").hasPrefix("HTTP/1.1 200"))
      // Longer than a request may take: it rests, and that may take long.
      try await Task.sleep(for: .milliseconds(80))
    }
    connection.send("GET /a HT")
    #expect(await connection.receiveAll().hasPrefix("HTTP/1.1 408"))
  }

  @Test(arguments: [false, true]) func `a file, for which no system waits, is read to its end`(
    isPortable: Bool
  ) async throws {
    let loop = try EventLoop(isPortable: isPortable)
    defer { loop.close() }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data("one\ntwo\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forReadingFrom: file)
    let descriptor = dup(handle.fileDescriptor)
    let (lines, told) = AsyncStream.makeStream(of: String.self)
    loop.submit {
      loop.add(
        LineChannel(descriptor, on: loop, told: { told.yield($0) }, ended: { told.finish() }))
    }
    var found: [String] = []
    for await line in lines { found.append(line) }
    #expect(found == ["one", "two"])
  }
}
