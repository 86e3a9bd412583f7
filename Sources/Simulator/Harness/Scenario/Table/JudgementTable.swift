/// What must hold, how far a run goes and what is expected of it.
extension ScenarioLanguage {
  /// A law.
  static let property = ScenarioFields<ScenarioProperty>(
    "Property", "A law that the run is judged by: one the system knows, or one stated here.",
    [
      .required(
        "id", \.id, .name, "the name of the law; without 'kind' it is one that the system knows",
        example: "\"debited-once\""),
      .optional(
        "kind", \.kind, .word(), "the form of a law that is stated here", example: "\"always\""
      )
      .choosing(LawForm.all.map(\.choice)),
      .value(
        "of", \.of, .oneOrMany(.text),
        "what it is about: tables such as inventory.stock, sums over them, commands, or sagas",
        example: "[\"wallet.balances\", \"orders.captured\"]"),
      .optional(
        "by", \.by, .text, "the field that tells things apart; often the key of an entry",
        example: "\"order\""),
      .optional(
        "where", \.filter, .text, "which things count, as a condition on their fields",
        example: "\"amount > 0\""),
      .optional(
        "expr", \.expression, .text,
        "the condition, or a figure where the kind compares figures; names are services, "
          + "hosts, links, faults, operations and spans", example: "\"wallet.balance >= 0\""),
      .optional(
        "model", \.model, .word(), "what one client at a time would see",
        example: "\"register\""),
      .optional(
        "level", \.level, .word(), "how much transactions may notice of each other",
        example: "\"serializable\""),
      .optional(
        "initial", \.initial, .anything,
        "what there is before the first operation, for all keys or by key; or the sum that stays",
        example: "{ \"console\": 10 }"),
      .optional(
        "percentile", \.percentile, .probability,
        "the share of calls that must wait no longer; 99% when absent", example: "\"95%\""),
      .optional(
        "atMost", \.atMost, .figure, "the figure that must not be passed", example: "\"5%\""),
      .optional(
        "atLeast", \.atLeast, .figure, "the figure that must be reached", example: "\"90%\""),
      .optional(
        "fault", \.fault, .name, "the fault that it is about; all faults when absent",
        example: "\"split\""),
      .optional("within", \.within, .duration, "how soon it must hold", example: "\"10s\""),
      .optional("after", \.after, .duration, "from when on it must hold", example: "\"5s\""),
      .optional(
        "when", \.when, .word(), "when it is looked at; the kind decides when absent"),
      .value("severity", \.severity, .word(), "how bad it is when it is broken"),
    ])

  /// The calm at the end.
  static let settle = ScenarioFields<ScenarioSettle>(
    "Settle", "The calm at the end, before the last checks.",
    [
      .value("heal", \.heal, .flag, "whether faults are undone first; drawn ones always are"),
      .value("for", \.lasting, .duration, "how long it lasts at most"),
      .value("until", \.until, .word(), "what ends it"),
      .value(
        "core", \.core, .oneOrMany(.selector),
        "the hosts that are healed; faults that concern others stay as they are",
        example: "[\"orders\", \"inventory/1\"]"),
      .value(
        "majority", \.isMajority, .flag,
        "whether of each service in the core only a majority is healed, chosen by the seed"),
    ])

  /// How far a run may go.
  static let limits = ScenarioFields<ScenarioLimits>(
    "Limits", "How far a run may go; one that reaches a limit is undecided.",
    [
      .value("time", \.time, .duration, "virtual time, without the time to settle"),
      .value("events", \.events, .count, "events"),
      .value("queue", \.queue, .count, "pending events"),
      .value("wall", \.wall, .duration, "time on the wall"),
      .value("memory", \.memory, .size, "memory"),
    ])

  /// Which runs are made.
  static let search = ScenarioFields<ScenarioSearch>(
    "Search", "Which runs are made.",
    [
      .value("seeds", \.seeds, .seeds, "the seeds", example: "\"1..1000\""),
      .value("strategy", \.strategy, .word(), "how the order of tasks is chosen"),
      .optional(
        "budget", \.budget, .count, "how many runs at most; one for each seed when absent",
        example: "500"),
      .optional(
        "stopAfter", \.stopAfter, .count, "after how many failures it ends; never when absent",
        example: "1"),
      .value("shrink", \.shrink, .flag, "whether failures are made small"),
    ])

  /// What of a run is kept.
  static let record = ScenarioFields<ScenarioRecord>(
    "Record", "What of a run is kept.",
    [
      .value("level", \.level, .word(), "how much; a failure is run again and kept in full"),
      .value(
        "redact", \.redact, .list(.text),
        "fields of commands, messages and records whose values no report shows",
        example: "[\"card\"]"),
    ])

  /// A mistake that can be planted.
  static let mutant = ScenarioFields<ScenarioMutant>(
    "Mutant", "A mistake that can be planted into services, and the law that should notice.",
    [
      .required("title", \.title, .text, "what the mistake is", example: "\"The key is lost\""),
      .required(
        "slips", \.slips, .map(.list(.slip)), "what is done wrong, by service, as in 'slips' there",
        example: "{ \"wallet\": [\"skip-write keys\"] }"),
      .required(
        "breaks", \.breaks, .name, "the law that it breaks", example: "\"debited-once\""),
    ])

  /// What is expected to come out.
  static let expectation = ScenarioFields<ScenarioExpectation>(
    "Expectation", "What is expected to come out; it makes a test of a known mistake.",
    [
      .value(
        "verdict", \.verdict, .word(),
        "that every law holds, or that one is broken under every seed or under at least one"),
      .optional(
        "property", \.property, .name, "the law that is broken; any when absent",
        example: "\"debited-once\""),
      .optional("seed", \.seed, .seeds, "the seed under which it is", example: "\"1842\""),
      .optional(
        "digest", \.digest, .text, "the digest of the trace under this seed",
        example: "\"0011223344556677\""),
    ])
}
