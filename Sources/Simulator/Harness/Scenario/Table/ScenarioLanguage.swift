/// The whole language: one table for each kind of object, the outermost below.
///
/// Reading, writing, the JSON Schema, `explain` and the article are all made from these tables, so
/// a field that is added here is added everywhere.
package enum ScenarioLanguage {
  /// The codec of a whole scenario.
  static let codec = ScenarioCodec<Scenario>.object(scenario)

  /// The table of a whole scenario without the code that reads and writes.
  static let table = scenario.table

  /// A whole scenario.
  static let scenario = ScenarioFields<Scenario>(
    "Scenario", "What runs, what is asked of it, what goes wrong and what must hold.",
    about + system + happenings + judgement)

  private static let about: [BoundField<Scenario>] = [
    .optional("$schema", \.schema, .text, "where editors find the schema"),
    .required(
      "version", \.version, .integer(Scenario.languageVersion...Scenario.languageVersion),
      "the version of the language that the file is written in"),
    .optional(
      "name", \.name.orNothing, .name,
      "the stable name in results; the name of the file when absent",
      example: "\"double-deduction\""),
    .optional("title", \.title, .text, "a headline for reports"),
    .optional("description", \.description, .text, "what it is about"),
    .value("tags", \.tags, .list(.text), "words to find it by", example: "[\"saga\"]"),
    .optional("owner", \.owner, .text, "whom to ask"),
    .value("links", \.links, .list(.text), "where to read more"),
    .optional(
      "extends", \.extends, .text,
      "the scenario file that this one changes: objects merge, lists whose items have an 'id' "
        + "merge by it, other lists and empty ones replace, null takes a field away",
      example: "\"unguarded.jsonc\""),
    .value(
      "params", \.parameters, .map(.object(parameter)),
      "what can be set from outside with --set and is used as \"${name}\"",
      example: "{ \"guard\": { \"default\": \"off\", \"values\": [\"off\", \"on\"] } }"),
  ]

  private static let system: [BoundField<Scenario>] = [
    .optional("app", \.app, .name, "the registered system; the one linked in when absent"),
    .value(
      "services", \.services, .map(.object(service)), "the services by name",
      example: "{ \"wallet\": { \"kind\": \"Wallet\" } }"),
    .value("network", \.network, .object(network), "how hosts reach each other"),
  ]

  private static let happenings: [BoundField<Scenario>] = [
    .value(
      "workload", \.workload, .list(.object(workload)), "what clients do",
      example: "[{ \"id\": \"buy\", \"do\": \"place-order\", \"at\": \"1s\" }]"),
    .value(
      "phases", \.phases, .list(.object(phase)),
      "stretches of the run one after the other; one stretch when absent"),
    .value(
      "faults", \.faults, .list(.object(fault)), "what goes wrong",
      example: "[{ \"id\": \"crash\", \"when\": { \"at\": \"5s\" }, \"do\": { \"crash\": true } }]"),
    .optional("chaos", \.chaos, .object(chaos), "what goes wrong without a plan, from the seed"),
  ]

  private static let judgement: [BoundField<Scenario>] = [
    .value(
      "properties", \.properties, .list(.object(property)), "what must hold",
      example: "[{ \"id\": \"stock-is-conserved\" }]"),
    .value("settle", \.settle, .object(settle), "the calm before the last checks"),
    .value(
      "limits", \.limits, .object(limits),
      "how far a run may go; one that reaches a limit is undecided"),
    .value("search", \.search, .object(search), "which runs are made"),
    .value("record", \.record, .object(record), "what of a run is kept"),
    .value("expect", \.expect, .object(expectation), "what is expected to come out"),
    .value(
      "mutants", \.mutants, .map(.object(mutant)),
      "mistakes that 'power' plants into the services one at a time, to see whether they are found; "
        + "FILE#NAME runs one of them",
      example: "{ \"key-not-kept\": { \"title\": \"…\", \"slips\": { \"wallet\": "
        + "[\"skip-write keys\"] }, \"breaks\": \"debited-once\" } }"),
  ]

  /// A value set from outside.
  static let parameter = ScenarioFields<ScenarioParameter>(
    "Parameter", "A value that is set from outside and used as \"${name}\".",
    [
      .value("type", \.type, .word(), "what its values look like"),
      .required(
        "default", \.value, .anything, "the value it has when nobody sets it", example: "\"off\""),
      .value(
        "values", \.values, .list(.anything), "the values it may have; a sweep can take them all",
        example: "[\"off\", \"key\"]"),
      .optional("description", \.description, .text, "what it means"),
    ])
}

extension String {
  /// The text, or nothing when it is empty.
  fileprivate var orNothing: String? {
    get { isEmpty ? nil : self }
    set { self = newValue ?? "" }
  }
}
