import Harness
import Testing

@Suite struct ScenarioVocabularyTests {
  func messages(_ text: String) -> [String] {
    reading(text, vocabulary: smallShop).diagnostics.map(\.message)
  }

  let services = """
    version: 1, services: { wallet: { kind: "Wallet" }, orders: { kind: "OrderSaga" } }
    """

  @Test func `names that the system does not have are found`() {
    #expect(
      messages("{ version: 1, services: { w: { kind: 'Walet' } } }") == [
        "unknown kind of service 'Walet'"
      ])
    #expect(
      messages("{ \(services), workload: [{ id: 'a', do: 'place-oder' }] }") == [
        "unknown command 'place-oder'"
      ])
    #expect(
      messages("{ \(services), properties: [{ id: 'money-is-conservd' }] }") == [
        "unknown property 'money-is-conservd'"
      ])
    #expect(
      messages(
        "{ \(services), faults: [{ id: 'a', when: { message: { type: 'DebitRply' } },"
          + " do: { drop: true } }] }") == ["unknown message type 'DebitRply'"])
    #expect(
      messages(
        "{ \(services), faults: [{ id: 'a', when: { failpoint: { service: 'wallet',"
          + " name: 'before-debit' } }, do: { fail: true } }] }")
        == ["unknown failpoint 'before-debit'"])
    #expect(
      messages(
        "{ \(services), faults: [{ id: 'a', when: { afterFault: 'b' }, do: { heal: true } }] }")
        == ["unknown fault 'b'"])
    #expect(
      messages("{ \(services), expect: { verdict: 'violated', property: 'nothing' } }")
        == ["unknown property 'nothing'"])
  }

  @Test func `configuration and arguments are checked in place`() {
    let text = """
      { version: 1,
        services: {
          wallet: { kind: "Wallet", config: { idempotncy: "key" }, seed: { accounts: { a: -1 } } } },
        workload: [{ id: "a", do: "place-order", args: { amount: 0 } },
                   { id: "b", do: "place-order" }] }
      """
    let found = reading(text, vocabulary: smallShop).diagnostics
    #expect(
      found.map { "\($0.place?.line ?? 0): \($0.message)" } == [
        "3: unknown field 'idempotncy' in services.wallet.config",
        "3: services.wallet.seed.accounts.a must be between 0 and 1000000",
        "4: workload[0].args.amount must be between 1 and 1000",
        "5: 'amount' is missing in workload[1].args",
      ])
    #expect(found.first?.label == "did you mean 'idempotency'?")
  }

  @Test func `every alternative of a choice in the configuration is checked`() {
    let text = """
      { version: 1, services: { wallet: { kind: "Wallet",
        config: { idempotency: { perSeed: ["off", "maybe"] } } } } }
      """
    #expect(messages(text) == ["services.wallet.config.idempotency cannot be 'maybe'"])
  }

  @Test func `a fault that a part does not support is refused`() {
    #expect(
      messages(
        "{ \(services), faults: [{ id: 'a', when: { at: '1s' }, do: { pause: true },"
          + " on: 'wallet' }] }") == ["Wallet does not support the fault 'pause'"])
  }

  @Test func `names given twice are refused`() {
    let text = """
      { version: 1,
        faults: [{ id: "a", when: { at: "1s" }, do: { heal: true } },
                 { id: "a", when: { at: "2s" }, do: { heal: true } }],
        properties: [{ id: "p", kind: "never", expr: "a" }, { id: "p", kind: "always", expr: "a" }] }
      """
    let found = reading(text).diagnostics
    #expect(
      found.map(\.message) == [
        "two faults are called 'a'", "two properties are called 'p'",
      ])
    #expect(found.first?.notes == ["the first one is at a.jsonc:2:18"])
  }

  @Test func `faults that cannot be meant are refused`() {
    func faults(_ when: String, _ action: String) -> [String] {
      messages("{ \(services), faults: [{ id: 'a', when: \(when), do: \(action) }] }")
    }
    #expect(faults("{}", "{ heal: true }") == ["nothing says when the fault happens"])
    #expect(faults("{ at: '1s' }", "{ fail: true }") == ["only a failpoint can fail"])
    #expect(faults("{ at: '1s' }", "{ skew: {} }") == ["nothing says how the clock goes wrong"])
    #expect(faults("{ at: '1s' }", "{}") == ["faults[0].do is empty"])
    #expect(
      faults("{ at: '1s' }", "{ drop: true, hold: true }") == [
        "faults[0].do has 2 fields, one is expected"
      ])
    #expect(
      faults("{ afterFault: 'a' }", "{ heal: true }") == [
        "the fault 'a' cannot wait for itself"
      ])
    #expect(
      faults("{ during: ['5s', '1s'] }", "{ heal: true }") == [
        "faults[0].when.during: the stretch ends before it begins"
      ])
  }

  @Test func `hosts are counted from one up to the number of replicas`() {
    #expect(
      messages(
        "{ \(services), faults: [{ id: 'a', when: { at: '1s' }, do: { crash: true },"
          + " on: ['wallet-1', 'wallet/2'] }] }")
        == ["there is no host 'wallet-2', 'wallet' has one host"])
    #expect(
      messages("{ version: 1, services: { wallet-2: { kind: 'Wallet' } } }") == [
        "'wallet-2' cannot be the name of a service"
      ])
  }

  @Test func `two ways to say how often are one too many`() {
    #expect(
      messages(
        "{ \(services), workload: [{ id: 'a', do: 'place-order', args: { amount: 1 },"
          + " rate: '5/s', users: 3 }] }")
        == ["only one of rate, users can say how often it happens"])
  }
}
