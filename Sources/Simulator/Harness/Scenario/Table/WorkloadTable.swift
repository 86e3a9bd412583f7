/// What clients do.
extension ScenarioLanguage {
  /// An entry of the workload.
  static let workload = ScenarioFields<ScenarioWorkload>(
    "Workload", "One command that clients call, once or many times.",
    [
      .required("id", \.id, .name, "the name of the entry", example: "\"buy\""),
      .value(
        "from", \.from, .selector, "who acts", example: "\"client:alice\""),
      .required("do", \.command, .name, "the command", example: "\"place-order\""),
      .value(
        "args", \.arguments, .anything, "what the command is called with",
        example: "{ \"item\": \"books\", \"amount\": 30 }"),
      .optional(
        "at", \.at, .distribution, "when it happens or begins to happen; at once when absent",
        example: "\"1s\""),
      .optional(
        "rate", \.rate, .rate, "how often, whatever becomes of the earlier ones",
        example: "\"50/s\""),
      .optional("every", \.every, .distribution, "the time between two", example: "\"100ms\""),
      .optional("count", \.count, .count, "how many at most", example: "40"),
      .optional("for", \.lasting, .duration, "for how long", example: "\"20s\""),
      .optional(
        "users", \.users, .integer(1...1_000_000),
        "how many clients act, each one after its own earlier one is answered", example: "10"),
      .value("think", \.think, .distribution, "how long such a client waits between two"),
      .optional("keys", \.keys, .object(keys), "how keys are chosen where a command takes one"),
      .optional(
        "deadline", \.deadline, .duration,
        "how long a client waits for an answer; until the end when absent", example: "\"2s\""),
      .optional(
        "retry", \.retry, .object(retry).short(.integer(1...1000)) { ScenarioRetry(attempts: $0) },
        "whether a client tries again; never when absent", example: "{ \"attempts\": 3 }"),
    ])

  private static let keys = ScenarioFields<ScenarioKeys>(
    "Keys", "How keys are chosen.",
    [
      .value("dist", \.shape, .word(), "which keys come how often"),
      .value("count", \.count, .count, "how many different ones there are"),
      .value("hot", \.hot, .probability, "how many choices fall on the hot key of a hotspot"),
    ])

  private static let retry = ScenarioFields<ScenarioRetry>(
    "Retry", "How a client tries again.",
    [
      .value(
        "attempts", \.attempts, .integer(1...1000), "how many tries, the first one included"),
      .value("delay", \.delay, .distribution, "the time before the second try"),
      .value(
        "factor", \.factor, .integer(1...100), "by how much the time grows with each further try"),
    ])

  /// A stretch of the run.
  static let phase = ScenarioFields<ScenarioPhase>(
    "Phase", "A stretch of the run with work and faults of its own.",
    [
      .required("name", \.name, .name, "the name of the phase", example: "\"calm\""),
      .required("for", \.lasting, .duration, "how long it lasts", example: "\"10s\""),
      .value(
        "workload", \.workload, .list(.object(workload)),
        "what clients do in it, times counted from its beginning"),
      .value(
        "faults", \.faults, .list(.object(fault)),
        "what goes wrong in it, times counted from its beginning"),
    ])
}
