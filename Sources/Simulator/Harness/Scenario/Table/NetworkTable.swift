/// The network and its links.
extension ScenarioLanguage {
  /// The network.
  static let network = ScenarioFields<ScenarioNetwork>(
    "Network", "How hosts reach each other.",
    [
      .value(
        "default", \.fallback, .object(link), "every link that no other entry is about",
        example: "{ \"latency\": \"1ms..8ms\" }"),
      .value(
        "links", \.links, .list(.object(link)), "links of their own; the first that matches counts",
        example: "[{ \"path\": \"orders<->wallet\", \"latency\": \"4ms\" }]"),
      .value(
        "zones", \.zones, .list(.object(zoneLatency)),
        "delays between zones, added to those of the links",
        example: "[{ \"from\": \"a\", \"to\": \"b\", \"latency\": \"30ms\" }]"),
      .value(
        "unreachable", \.unreachable, .word(),
        "what a caller sees when no process listens: an error at once, or nothing"),
    ])

  /// A link.
  static let link = ScenarioFields<ScenarioLink>(
    "Link", "How envelopes fare on a link.",
    [
      .optional("id", \.id, .name, "the name of the entry", example: "\"slow-wallet\""),
      .optional(
        "path", \.path, .selector, "which links are meant; all when absent",
        example: "\"orders<->wallet\""),
      .value(
        "latency", \.latency, .distribution, "how long an envelope is under way",
        example: "{ \"dist\": \"lognormal\", \"p50\": \"4ms\", \"p99\": \"60ms\" }"),
      .optional(
        "tail", \.tail, .object(tail), "a further delay that some envelopes suffer",
        example: "{ \"probability\": \"1%\", \"latency\": \"200ms..1s\" }"),
      .value("loss", \.loss, .probability, "how many envelopes are lost"),
      .value("duplicate", \.duplicate, .probability, "how many arrive twice"),
      .value("reorder", \.reorder, .probability, "how many may overtake or be overtaken"),
      .value("corrupt", \.corrupt, .object(corruption), "how many are changed under way"),
      .optional(
        "bandwidth", \.bandwidth,
        .object(bandwidth).short(.bandwidth) { ScenarioBandwidth(rate: $0) },
        "how much the link carries; any amount when absent", example: "\"10MB/s\""),
    ])

  private static let tail = ScenarioFields<ScenarioTail>(
    "Tail", "A further delay that some envelopes suffer.",
    [
      .required("probability", \.probability, .probability, "how many envelopes"),
      .required("latency", \.latency, .distribution, "how long"),
    ])

  private static let corruption = ScenarioFields<ScenarioCorruption>(
    "Corruption", "Change of envelopes under way.",
    [
      .value("probability", \.probability, .probability, "how many envelopes"),
      .value(
        "detected", \.detected, .flag, "whether a checksum notices, so that they are dropped"),
    ])

  private static let bandwidth = ScenarioFields<ScenarioBandwidth>(
    "Bandwidth", "How much a link carries.",
    [
      .required("rate", \.rate, .bandwidth, "bytes a second"),
      .optional(
        "queue", \.queue, .size,
        "how much may wait before more is dropped; any amount when absent"),
    ])

  private static let zoneLatency = ScenarioFields<ScenarioZoneLatency>(
    "ZoneLatency", "The delay between two zones, in both directions.",
    [
      .required("from", \.from, .name, "one zone", example: "\"a\""),
      .required("to", \.to, .name, "the other zone", example: "\"b\""),
      .required("latency", \.latency, .distribution, "how long envelopes are under way"),
    ])
}
