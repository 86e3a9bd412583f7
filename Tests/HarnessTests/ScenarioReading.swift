import Harness
import Primitives
import ServiceRuntime

/// Reads a scenario from text, with other files and a vocabulary where a test needs them.
func reading(
  _ text: String, path: String = "a.jsonc", files: [String: String] = [:],
  settings: [ScenarioSetting] = [], vocabulary: ScenarioVocabulary? = nil
) -> ScenarioReading {
  let reader = ScenarioReader(vocabulary: vocabulary, settings: settings) { path in
    files[path].map { Array($0.utf8) }
  }
  return reader.read(path: path, bytes: Array(text.utf8))
}

/// The mistakes in a scenario as people see them.
func mistakes(
  _ text: String, path: String = "a.jsonc", files: [String: String] = [:],
  settings: [ScenarioSetting] = [], vocabulary: ScenarioVocabulary? = nil
) -> String {
  let result = reading(
    text, path: path, files: files, settings: settings, vocabulary: vocabulary)
  return DiagnosticText.text(result.diagnostics, omitted: result.omitted)
}

/// A small system that the tests write scenarios for.
let smallShop = ScenarioVocabulary(
  services: [
    .init(
      "OrderSaga", "takes orders",
      config: [
        ScenarioField("debitTimeout", .duration, "how long a debit may take"),
        ScenarioField("maxAttempts", .integer(1...10), "how many tries"),
      ],
      messages: [.init("PlaceOrder", "an order")]),
    .init(
      "Wallet", "holds money",
      config: [ScenarioField("idempotency", .word(["off", "key"]), "how repeats are noticed")],
      seed: [ScenarioField("accounts", .map(.integer(0...1_000_000)), "balances by name")],
      failpoints: [.init("after-debit", "money is taken, nothing is answered")],
      messages: [.init("Debit", "takes money"), .init("DebitReply", "says so")],
      faults: ["drop", "crash", "fail"],
      observations: [
        Observation(
          "debits", "what was taken", of: Table<Debit>("debits"),
          [.text("order", \.order), .number("amount", \.amount)])
      ]),
  ],
  commands: [
    .init(
      "place-order", "buys something",
      arguments: [ScenarioField("amount", .integer(1...1000), isRequired: true, "how much")])
  ],
  properties: [.init("money-is-conserved", "no money appears or vanishes")],
  sagas: [.init("purchase", "an order with its payment")])

/// Money that was taken for an order.
struct Debit: Codable, Sendable, Hashable, Fingerprinted {
  let order: String
  let amount: Int

  func fingerprint(into digest: inout Digest) {
    digest.combine(order)
    digest.combine(amount)
  }
}
