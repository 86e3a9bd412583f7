import Primitives
import Resilience
import ServiceRuntime
import Testing

@Suite struct RetryStateMachineTests {
  /// All errors, each with both certainties and with and without the mark of a layer beneath.
  private var errors: [RPCError] {
    RPCError.Code.allCases.flatMap { code in
      [RPCError.Certainty.definite, .indefinite].flatMap { certainty in
        [[:], ["retries-exhausted-after": "3"]].map {
          RPCError(code, "", certainty: certainty, details: $0)
        }
      }
    }
  }

  private var scopes: [CallScope] {
    [
      CallScope(), CallScope(isIdempotent: true),
      CallScope(metadata: Metadata(idempotencyKey: "order-1")),
      CallScope(metadata: Metadata(idempotencyKey: "")),
    ]
  }

  private func isSafe(_ scope: CallScope) -> Bool {
    scope.isIdempotent || scope.metadata.idempotencyKey == "order-1"
  }

  @Test func `only what may help and does no harm is repeated, for every error and scope`() {
    for error in errors {
      for scope in scopes {
        for isRefusal in [false, true] {
          for hasBudget in [false, true] {
            var machine = RetryStateMachine(.call, scope)
            let action = machine.failed(
              error, isRefusal: isRefusal, at: .zero, draw: { _ in 0 }, spend: { hasBudget })
            let mayRepeat =
              !isRefusal && hasBudget && error.code.isRetriable && !error.hasExhaustedRetries
              && (error.certainty == .definite || isSafe(scope))
            #expect((action == .pause(.seconds(1))) == mayRepeat, "\(error), \(scope)")
            #expect(machine.attempt == (mayRepeat ? 2 : 1))
          }
        }
      }
    }
  }

  @Test func `the final error is definite only when nothing can have happened`() {
    for first in errors where first.code.isRetriable && !first.hasExhaustedRetries {
      for last in errors {
        for scope in scopes {
          var machine = RetryStateMachine(
            Retry.Options(attempts: 2, backoff: Backoff(.constant, base: .zero)), scope)
          guard case .pause = fail(&machine, first) else { continue }
          guard case .giveUp(let reason) = fail(&machine, last) else {
            Issue.record("a third attempt after \(first), \(last)")
            continue
          }
          let verdicts: [RPCError.Code] = [
            .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied,
            .unauthenticated, .unimplemented,
          ]
          let isSettled =
            last.certainty == .definite && verdicts.contains(last.code)
            && scope.metadata.idempotencyKey == "order-1"
          let isDefinite =
            isSettled || (first.certainty == .definite && last.certainty == .definite)
          let final = machine.finalError(last, reason)
          #expect((final.certainty == .definite) == isDefinite, "\(first), \(last), \(scope)")
        }
      }
    }
  }

  @Test func `the reasons for giving up come in order`() {
    let busy = RPCError(.unavailable, "", details: ["retries-exhausted-after": "3"])
    #expect(reason(busy, isRefusal: true) == .refused)
    #expect(reason(Failures.soldOut) == .permanent)
    #expect(reason(busy) == .repeatedBelow)
    #expect(reason(Failures.lost) == .unsafe)
    #expect(reason(Failures.down, attempts: 1) == .attempts)
    #expect(reason(Failures.down, deadline: at(1000)) == .deadline)
    #expect(reason(Failures.down, hasBudget: false) == .budget)
  }

  @Test func `a pause that ends exactly at the deadline is not taken`() {
    #expect(reason(Failures.down, deadline: at(1000)) == .deadline)
    #expect(reason(Failures.down, deadline: at(1001)) == nil)
  }

  @Test func `an exhausted budget is asked for only when all else allows an attempt`() {
    var asked = 0
    for error in [Failures.soldOut, Failures.lost] {
      var machine = RetryStateMachine(.call, CallScope())
      _ = machine.failed(error, isRefusal: false, at: .zero, draw: { _ in 0 }) {
        asked += 1
        return true
      }
    }
    #expect(asked == 0)
  }

  @Test func `whoever refused may ask for a longer pause`() {
    let busy = RPCError(
      .resourceExhausted, "", details: ["retry-after-nanoseconds": "2500000000"])
    var machine = RetryStateMachine(.call, CallScope())
    let first = fail(&machine, busy)
    #expect(first == .pause(.milliseconds(2500)))
    let second = fail(&machine, Failures.down)
    #expect(second == .pause(.seconds(2)))
  }

  private func fail(
    _ machine: inout RetryStateMachine, _ error: RPCError
  ) -> RetryStateMachine.Action {
    machine.failed(error, isRefusal: false, at: .zero, draw: { _ in 0 }, spend: { true })
  }

  private func reason(
    _ error: RPCError, isRefusal: Bool = false, attempts: Int = 3,
    deadline: Instant = .distantFuture, hasBudget: Bool = true
  ) -> RetryStateMachine.Reason? {
    let options = Retry.Options(
      attempts: attempts, backoff: Backoff(.doubling, base: .seconds(1)))
    var machine = RetryStateMachine(options, CallScope(deadline: Deadline(deadline)))
    let action = machine.failed(
      error, isRefusal: isRefusal, at: .zero, draw: { _ in 0 }, spend: { hasBudget })
    switch action {
    case .pause: return nil
    case .giveUp(let reason): return reason
    }
  }
}
