import Checking
import Primitives
import Testing

@Suite struct SagaLawTests {
  private let law = SagaLaw(
    SagaShape(
      "checkout",
      [
        .init("validate", .readOnly), .init("reserve", .compensatable),
        .init("hold", .compensatable), .init("charge", .pivot), .init("ship", .retriable),
      ]))

  private func judge(_ actions: [SagaRecord.Action], isAtRest: Bool = true) -> Verdict {
    let records = actions.enumerated().map { position, action in
      SagaRecord(
        "o-1", action, at: Instant(nanoseconds: Int64(position)), location: "orders",
        event: position)
    }
    return law.judge(records, isAtRest: isAtRest)
  }

  private func done(_ steps: String...) -> [SagaRecord.Action] {
    steps.flatMap { step in
      [.attempted(step), step == "validate" ? .answered(step) : .tookEffect(step)]
    }
  }

  private func undone(_ steps: String...) -> [SagaRecord.Action] {
    steps.flatMap { [.compensationAttempted($0), .compensated($0)] }
  }

  private var begun: [SagaRecord.Action] { done("validate", "reserve", "hold") }

  @Test func `a saga may complete`() {
    let all = begun + done("charge", "ship") + [.ended(.completed)]
    #expect(judge(all) == .holds)
    #expect(judge(all.dropLast()) == .holds)
  }

  @Test func `a saga may be compensated backwards`() {
    let actions =
      begun + [.attempted("charge"), .refused("charge")] + undone("hold", "reserve")
      + [.ended(.compensated)]
    #expect(judge(actions) == .holds)
    #expect(judge(begun + undone("reserve", "hold")).description.contains("backwards"))
  }

  @Test func `a saga must end, unless the run was cut off`() {
    #expect(judge(begun).isViolated)
    let open = judge(begun, isAtRest: false)
    #expect(open == .undecided(reason: "the run ended while saga o-1 was under way"))
    #expect(!judge([]).isHolding && !judge([]).isViolated)
  }

  @Test func `a saga that claims an end must have reached it`() {
    #expect(
      judge(begun + undone("hold") + [.ended(.compensated)]).evidence?.seen == "left: reserve")
    #expect(judge(begun + [.ended(.completed)]).isViolated)
    #expect(
      judge(begun + done("charge", "ship") + [.ended(.completed), .ended(.completed)])
        .evidence?.expected == "a saga ends once")
  }

  @Test func `nothing takes effect twice, forwards or backwards`() {
    #expect(
      judge(begun + [.attempted("hold"), .tookEffect("hold")]).evidence?.expected
        == "hold takes effect at most once")
    #expect(
      judge(begun + undone("hold", "hold")).evidence?.expected
        == "the compensation of hold takes effect at most once")
    let repeated = begun + [.attempted("hold")] + done("charge", "ship")
    #expect(judge(repeated) == .holds)
  }

  @Test func `only what was done is undone`() {
    let actions = done("validate", "reserve") + [.attempted("hold")] + undone("hold")
    #expect(judge(actions).evidence?.expected == "only what was done is undone")
    let harmless: [SagaRecord.Action] =
      done("validate", "reserve") + [.attempted("hold"), .compensationAttempted("hold")]
    #expect(judge(harmless + undone("reserve") + [.ended(.compensated)]) == .holds)
  }

  @Test func `an effect that arrives after its compensation is left behind`() {
    let actions =
      done("validate", "reserve") + [.attempted("hold"), .compensationAttempted("hold")]
      + undone("reserve") + [.ended(.compensated), .tookEffect("hold")]
    #expect(judge(actions).evidence?.seen.contains("done: hold") == true)
  }

  @Test func `a read-only step leaves nothing`() {
    #expect(
      judge([.attempted("validate"), .tookEffect("validate")]).evidence?.expected
        == "the read-only step validate leaves nothing")
  }

  @Test func `nothing is undone after the pivot`() {
    #expect(
      judge(begun + done("charge") + undone("hold")).evidence?.expected
        == "no compensation after the pivot")
  }

  @Test func `steps go forwards one after the other`() {
    #expect(
      judge(done("validate") + [.attempted("hold")]).evidence?.expected
        == "reserve is done before hold")
    #expect(
      judge(done("validate") + [.attempted("reserve"), .tookEffect("hold")]).isViolated)
    #expect(
      judge(begun + undone("hold") + [.attempted("charge")]).evidence?.seen
        == "charge was asked for")
    #expect(judge([.attempted("pay")]).evidence?.seen == "an unknown step pay")
  }

  @Test func `a refused step has no effect unless it is asked for again`() {
    let refused: [SagaRecord.Action] = [.attempted("reserve"), .refused("reserve")]
    #expect(judge(done("validate") + refused + [.tookEffect("reserve")]).isViolated)
    #expect(
      judge(
        done("validate") + refused + done("reserve", "hold", "charge", "ship")) == .holds)
  }

  @Test func `each saga is judged on its own`() {
    let records = [("a", "validate"), ("b", "validate"), ("b", "reserve")].flatMap { saga, step in
      done(step).map { SagaRecord(saga, $0, at: .zero) }
    }
    let verdict = law.judge(records, isAtRest: true)
    #expect(verdict.evidence?.expected == "saga b ends completed or fully compensated")
  }
}
