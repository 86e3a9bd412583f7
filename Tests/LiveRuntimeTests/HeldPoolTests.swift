import Dispatch
import LiveRuntime
import ServiceRuntime
import Synchronization
import Testing

/// A host with threads of its own, while others hold every thread of the pool.
@Suite(.onOwnThread) struct HeldPoolTests {
  /// Tasks that block the pool until they are let go, or tire of it.
  private final class Hold: Sendable {
    private static let count = 64
    private let end = DispatchSemaphore(value: 0)
    private let gaveUp = Atomic(false)

    init() {
      for _ in 0..<Self.count {
        Task.detached {
          if self.end.wait(timeout: .now() + 5) == .timedOut {
            self.gaveUp.store(true, ordering: .relaxed)
          }
        }
      }
    }

    /// Lets the threads go; says whether they were held until now.
    func release() -> Bool {
      for _ in 0..<Self.count { end.signal() }
      return !gaveUp.load(ordering: .relaxed)
    }
  }

  @Test func `a service answers, calls others and sleeps all the same`() async throws {
    try await LiveHostTests.withShop { inventory, orders, _ in
      let hold = Hold()
      let connection = try #require(RawConnection(port: orders.server.port))
      let body = #"{"order":"1","customer":"a","product":"console","quantity":1}"#
      connection.send(
        "POST /orders/place HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      let answer = await connection.receive(until: "}\n")
      try await inventory.process.run { context in
        try await context.clock.sleep(for: .milliseconds(1))
      }
      let wasHeld = hold.release()
      #expect(answer.contains(#""status":"confirmed""#), "\(answer)")
      #expect(wasHeld)
    }
  }
}
