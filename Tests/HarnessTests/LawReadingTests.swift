import Harness
import Testing

/// What is wrong with a stated law is told when the file is read, at its place.
@Suite struct LawReadingTests {
  private let head = """
    { version: 1, services: { wallet: { kind: "Wallet" }, orders: { kind: "OrderSaga" } },
      faults: [{ id: "split", when: { at: "1s" }, do: { crash: true }, on: "wallet" }],
      properties: [
    """

  private func text(_ law: String) -> String { "\(head)\n\(law)] }" }

  private func messages(_ law: String) -> [String] {
    reading(text(law), vocabulary: smallShop).diagnostics.map(\.message)
  }

  @Test func `the form of every kind is read as its example says`() {
    for form in LawForm.all {
      let alone = reading(
        "{ version: 1, faults: [{ id: 'split', when: { at: '1s' }, "
          + "do: { heal: true } }], properties: [\(form.example)] }")
      #expect(alone.diagnostics.isEmpty, "\(form.kind): \(alone.diagnostics.map(\.message))")
    }
  }

  @Test func `a field that a kind needs and a field that it does not know are mistakes`() {
    #expect(messages("{ id: 'a', kind: 'always' }") == ["a law of kind always needs 'expr'"])
    #expect(
      messages("{ id: 'a', kind: 'always', expr: 'wallet.up > 0', model: 'register' }")
        == ["'model' means nothing to a law of kind always"])
    #expect(
      messages("{ id: 'a', kind: 'latency', within: '1s', when: 'end' }")
        == ["'when' means nothing to a law of kind latency"])
    #expect(
      messages("{ id: 'a', kind: 'convergence', of: 'wallet.debits', when: 'faults' }")
        == ["a law of kind convergence is not looked at 'faults'"])
    #expect(
      messages("{ id: 'money-is-conserved', expr: 'wallet.up > 0' }")
        == ["'expr' needs a law that is stated here, and nothing says of which kind"])
  }

  @Test func `what is asked of a source must be there to be asked of its copies`() {
    let start = "{ id: 'a', kind: 'convergence', of: ['wallet.debits', 'hosts'], "
    #expect(
      messages(start + "by: 'order', expr: '1' }") == ["an entry of hosts has no field 'order'"])
    for law in ["expr: 'amount' }", "expr: '1', where: 'amount > 1' }"] {
      #expect(
        messages(start + law).contains { $0.contains("'amount'") }, "\(messages(start + law))")
    }
  }

  @Test func `a mistake in a condition is told at its line and column with what was meant`() {
    let law = #"{ "id": "a", "kind": "always", "expr": "wallet.debitz.amount == 3" }"#
    let lines = mistakes(text(law), vocabulary: smallShop).split(separator: "\n").map(String.init)
    #expect(lines.first == "a.jsonc:4:48: error: a wallet has no field 'debitz'")
    #expect(lines.contains { $0.hasSuffix("   ^~~~~~ did you mean 'debits'?") })
    #expect(lines.contains("  help: orrery explain properties.expr"))
  }

  @Test func `types are checked in conditions over the fields of entries`() {
    #expect(
      messages("{ id: 'a', kind: 'always', of: 'wallet.debits', expr: 'amount' }")
        == ["a condition is true or false, but here is a number"])
    #expect(
      messages("{ id: 'a', kind: 'never', of: 'wallet.debits', expr: 'order > 3' }").count == 1)
    #expect(
      messages("{ id: 'a', kind: 'unique', of: 'wallet.debits', by: 'ordr' }")
        == ["an entry of wallet.debits has no field 'ordr'"])
    #expect(
      messages("{ id: 'a', kind: 'unique', of: 'wallet.debts', by: 'order' }")
        == ["there is no list 'wallet.debts'"])
    #expect(messages("{ id: 'a', kind: 'conserved', of: 'wallet.debits' }").isEmpty)
    #expect(
      messages("{ id: 'a', kind: 'conserved', of: 'hosts' }")
        == ["the entries of hosts have no single figure that could be summed up"])
  }

  @Test func `names of faults, services, sagas and commands are checked`() {
    #expect(
      messages("{ id: 'a', kind: 'recovery', fault: 'spilt', within: '1s' }")
        == ["there is no fault 'spilt'"])
    #expect(
      messages("{ id: 'a', kind: 'amplification', of: 'walet', atMost: 2 }")
        == ["there is no service 'walet'"])
    #expect(
      messages("{ id: 'a', kind: 'sagaComplete', of: 'purchse' }")
        == ["there is no saga 'purchse'"])
    #expect(
      messages("{ id: 'a', kind: 'latency', of: 'place-oder', within: '1s' }")
        == ["there is no command 'place-oder'"])
    #expect(
      messages("{ id: 'a', kind: 'linearizable', model: 'register' }")
        == ["no command means an operation on an object"])
    #expect(
      messages("{ id: 'a', kind: 'errorRate', atMost: 1.5 }")
        == ["a share of calls lies between 0 and 1, not at 150%"])
  }

  @Test func `an expected digest belongs to one seed among those that are run`() {
    #expect(
      reading("{ version: 1, expect: { digest: '00' } }").diagnostics.map(\.message)
        == ["a digest belongs to one seed"])
    #expect(
      reading("{ version: 1, search: { seeds: '1..9' }, expect: { seed: 12 } }").diagnostics
        .map(\.message) == ["the seed 12 is not among the seeds 1..9 of 'search'"])
  }

  @Test func `every kind is explained with its fields and an example`() throws {
    let page = try #require(ScenarioExplanation.text("properties.kind"))
    for form in LawForm.all {
      #expect(page.contains("\n  \(form.kind.rawValue)\n"), "\(form.kind)")
      let own = try #require(
        ScenarioExplanation.text("properties.kind.\(form.kind.rawValue)"))
      #expect(own.contains(form.example) && page.contains(form.example), "\(form.kind)")
      #expect(ScenarioArticle.text().contains("| `\(form.kind.rawValue)` |"), "\(form.kind)")
    }
  }
}
