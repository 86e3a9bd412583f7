import Foundation
import Testing

/// The wire to a browser, with stand-ins that do not answer.
@Suite struct BrowserProcessTests {
  private var soon: ContinuousClock.Instant { .now + .milliseconds(50) }

  private func failure(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no failure"
    } catch {
      return "\(error)"
    }
  }

  @Test func `a browser that never answers is not waited for without end`() throws {
    let process = try BrowserProcess("/bin/sleep", ["600"])
    let said = failure { _ = try process.receive(before: soon) }
    #expect(said == "the browser did not answer in time")
  }

  @Test func `a browser that reads nothing is not written to without end`() throws {
    let process = try BrowserProcess("/bin/sleep", ["600"])
    let much = Data(repeating: 65, count: 4 << 20)
    let said = failure { try process.send(much, before: soon) }
    #expect(said == "the browser did not answer in time")
  }

  @Test func `a browser that has gone is told from one that is slow`() throws {
    let process = try BrowserProcess("/bin/true", [])
    let limit = ContinuousClock.now + BrowserProcess.patience
    #expect(failure { _ = try process.receive(before: limit) } == "the browser has gone")
    #expect(failure { try process.send(Data([65]), before: limit) } == "the browser has gone")
  }

  @Test func `messages are told apart however their bytes arrive`() throws {
    let script = "printf 'one\\0tw' >&4; printf 'o\\0three\\0' >&4; cat <&3 >&4"
    let process = try BrowserProcess("/bin/sh", ["-c", script])
    let limit = ContinuousClock.now + BrowserProcess.patience
    try process.send(Data("four".utf8), before: limit)
    let texts = try (0..<4).map { _ in
      String(decoding: try process.receive(before: limit), as: UTF8.self)
    }
    #expect(texts == ["one", "two", "three", "four"])
  }
}
