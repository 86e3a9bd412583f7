import Engine
import Harness
import Orders
import ServiceRuntime
import Testing

/// The orchestrator dies at each of its named points, once and twice in a row.
@Suite struct SagaCrashTests {
  private func crashes(at point: String, times: Int) -> String {
    (1...times).map {
      """
      { "id": "crash-\($0)", "do": { "crash": true },
        "when": { "failpoint": { "service": "orders", "name": "\(point)", "nth": \($0) } } }
      """
    }.joined(separator: ",")
  }

  private func reached(_ run: CheckoutRun, _ point: String) throws -> Bool {
    var struck = false
    for times in 1...2 {
      for seed in 1...5 as ClosedRange<UInt64> {
        var crashing = run
        // The customer loses the connection with the first crash, and the run would end with it.
        crashing.heals = false
        crashing.faults = [run.faults, crashes(at: point, times: times)]
          .filter { !$0.isEmpty }.joined(separator: ",")
        let record = try crashing.run(Seed(seed))
        #expect(
          record.firstViolation == nil,
          "\(point) \(times) seed \(seed): \(record.firstViolation.map { "\($0)" } ?? "")")
        struck = struck || record.faultCounts.contains { $0.id == "crash-1" && $0.count > 0 }
      }
    }
    return struck
  }

  /// The points that a checkout passes which nobody has to undo or take over.
  private let forward = CheckoutService.failpoints.map(\.name.text).filter {
    ($0.hasPrefix("saga-") || $0 == "after-order-before-work")
      && !$0.contains("compensation") && !$0.contains("takeover")
  }

  @Test func `a checkout that succeeds ends with nothing doubled and nothing lost`() throws {
    for point in forward {
      #expect(try reached(CheckoutRun(), point), "\(point) was never reached")
    }
  }

  @Test func `a checkout that goes back ends with everything undone once`() throws {
    let refused = CheckoutRun(order: #""order": "1", "items": "console", "country": "FR""#)
    let back = CheckoutService.failpoints.map(\.name.text).filter {
      $0.hasPrefix("saga-")
        && ($0.contains("compensation") || $0.contains("end-") || $0.contains("outcome"))
    }
    for point in back {
      #expect(try reached(refused, point), "\(point) was never reached")
    }
  }

  @Test func `an orchestrator dies at each point, and at each point of its recovery`() throws {
    let refused = CheckoutRun(order: #""order": "1", "items": "console", "country": "FR""#)
    let points = CheckoutService.failpoints.map(\.name.text)
      .filter { $0.hasPrefix("saga-") || $0 == "after-order-before-work" }
    var pairs = 0
    for first in points {
      for second in points {
        let crashes = """
          { "id": "first", "do": { "crash": true },
            "when": { "failpoint": { "service": "orders", "name": "\(first)" }, "budget": 1 } },
          { "id": "second", "do": { "crash": true },
            "when": { "afterFault": "first", "budget": 1,
              "failpoint": { "service": "orders", "name": "\(second)" } } }
          """
        for base in [CheckoutRun(), refused] {
          var run = base
          run.heals = false
          run.faults = crashes
          let record = try run.run(3)
          #expect(record.firstViolation == nil, "\(first), then \(second)")
          let struck = record.faultCounts.filter { $0.count > 0 }.map(\.id)
          if struck == ["first", "second"] { pairs += 1 }
        }
      }
    }
    #expect(pairs >= 60, "only \(pairs) pairs were reached")
  }

  @Test func `an orchestrator that dies while it takes over is taken over itself`() throws {
    let first =
      #"{ "id": "first", "when": { "failpoint": { "service": "orders", "name": "saga-after-call-before-outcome-record", "nth": 2 } }, "do": { "crash": true } }"#
    for point in CheckoutService.failpoints.map(\.name.text).filter({ $0.contains("takeover") }) {
      #expect(try reached(CheckoutRun(faults: first), point), "\(point) was never reached")
    }
  }
}
