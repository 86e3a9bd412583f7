import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct RetryBudgetTests {
  /// Makes calls that fail or succeed and returns how many repetitions there were.
  private func repetitions(_ budget: RetryBudget, failing: Int, succeeding: Int) throws -> Int {
    let process = SmallProcess()
    return try process.run { context in
      let options = Retry.Options(attempts: 2, backoff: Backoff(.constant, base: .zero))
      let retry = Retry(context, options, budget: budget)
      var attempts = 0
      for number in 0..<(failing + succeeding) {
        _ = try? await retry.run(CallScope()) { _ throws(RPCError) in
          attempts += 1
          if number >= succeeding { throw Failures.down }
        }
      }
      return attempts - failing - succeeding
    }
  }

  @Test func `repetitions never exceed the reserve and the share of requests`() throws {
    for reserve in [0, 1, 5] {
      for percent in [0, 10, 50, 100] as [UInt64] {
        for failing in [1, 7, 40] {
          let budget = RetryBudget(share: .percent(percent), reserve: reserve)
          let made = try repetitions(budget, failing: failing, succeeding: 0)
          #expect(made <= reserve + Int(percent) * failing / 100)
          #expect(made >= min(reserve, failing))
        }
      }
    }
  }

  @Test func `a quiet time fills the budget no further than its reserve`() throws {
    let budget = RetryBudget(share: .one, reserve: 3)
    #expect(try repetitions(budget, failing: 0, succeeding: 100) == 0)
    #expect(budget.available == 3)
  }

  @Test func `a spent budget recovers with the share of what succeeds`() throws {
    let budget = RetryBudget(share: .percent(20), reserve: 2)
    #expect(try repetitions(budget, failing: 2, succeeding: 0) == 2)
    #expect(budget.available == 0)
    _ = try repetitions(budget, failing: 0, succeeding: 5)
    #expect(budget.available == 1)
  }
}
