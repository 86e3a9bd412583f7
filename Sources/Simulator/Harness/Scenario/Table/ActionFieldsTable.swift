/// The fields of those faults that have several.
extension ScenarioLanguage {
  /// Copies of a message.
  static let duplicate = ScenarioFields<DuplicateFault>(
    "Duplicate", "Copies of a message.",
    [
      .value("copies", \.copies, .integer(1...100), "how many arrive beside the message itself"),
      .value("after", \.after, .distribution, "how long after it"),
    ])

  /// Change of a message.
  static let corrupt = ScenarioFields<CorruptFault>(
    "Corrupt", "Change of a message.",
    [
      .value(
        "detected", \.detected, .flag, "whether a checksum notices, so that it is dropped")
    ])

  /// A cut of the network.
  static let partition = ScenarioFields<PartitionFault>(
    "Partition", "A cut of the network.",
    [
      .value("shape", \.shape, .word(), "how hosts are divided when no groups are given"),
      .value(
        "between", \.between, .list(.selector), "the groups that cannot reach each other",
        example: "[\"orders\", \"wallet\"]"),
      .value(
        "oneWay", \.oneWay, .flag, "whether only messages of the first group to others are lost"),
    ])

  /// A slow link.
  static let clog = ScenarioFields<ClogFault>(
    "Clog", "A slow link.",
    [
      .value("latency", \.latency, .distribution, "how much longer envelopes are under way"),
      .optional(
        "bandwidth", \.bandwidth, .bandwidth, "how much it carries; as before when absent"),
    ])

  /// A host that stops at once.
  static let crash = ScenarioFields<CrashFault>(
    "Crash", "A host that stops at once.",
    [
      .value("wipeDisk", \.wipeDisk, .flag, "whether its disk is lost too"),
      .value(
        "machine", \.machine, .flag,
        "whether the machine goes down too, so that callers are not even refused"),
    ])

  /// A host that is asked to stop.
  static let stop = ScenarioFields<StopFault>(
    "Stop", "A host that is asked to stop.",
    [.value("grace", \.grace, .duration, "how long it may finish its work")])

  /// A wall clock that goes wrong.
  static let skew = ScenarioFields<SkewFault>(
    "Skew", "A wall clock that goes wrong, in one way or several.",
    [
      .optional(
        "jump", \.jump, .signedDuration, "by how much it jumps, negative is back",
        example: "\"-5s\""),
      .optional("drift", \.drift, .drift, "how much too fast it is from then on"),
      .optional(
        "offset", \.offset, .signedDuration, "how far it is ahead from then on",
        example: "\"3s\""),
      .optional("strobe", \.strobe, .object(strobe), "jumps forth and back"),
    ])

  private static let strobe = ScenarioFields<StrobeFault>(
    "Strobe", "A wall clock that jumps forth and back.",
    [
      .required("by", \.by, .duration, "by how much", example: "\"2s\""),
      .value("every", \.every, .duration, "how long it stays"),
    ])

  /// A new version for each host in turn.
  static let replace = ScenarioFields<ReplaceFault>(
    "Replace", "Hosts are given another version one after the other.",
    [
      .required("version", \.version, .text, "the version", example: "\"2.0\""),
      .value("batch", \.batch, .integer(1...1000), "how many at a time"),
      .value("pause", \.pause, .duration, "how long between two"),
    ])

  /// A failpoint that throws.
  static let fail = ScenarioFields<FailFault>(
    "Fail", "A failpoint that throws.",
    [.value("message", \.message, .text, "what the error says")])
}
