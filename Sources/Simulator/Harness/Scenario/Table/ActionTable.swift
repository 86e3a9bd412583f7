import Engine
import Primitives

/// What a fault does.
extension ScenarioLanguage {
  /// Exactly one of everything that can go wrong.
  static let action = ScenarioCodec<FaultAction>.exactlyOne(
    "Action", "What happens: exactly one of these.",
    messageActions + linkActions + hostActions + surroundingActions)

  private static let messageActions: [Alternative<FaultAction>] = [
    .mark("drop", .drop, "the message is lost"),
    .value(
      "delay", .distribution, "the message arrives so much later", FaultAction.delay,
      { if case .delay(let value) = $0 { value } else { nil } }),
    .value(
      "duplicate", .objectOrTrue(duplicate), "the message arrives more than once",
      FaultAction.duplicate, { if case .duplicate(let value) = $0 { value } else { nil } }),
    .value(
      "reorder", .duration, "messages may overtake each other within such a span",
      FaultAction.reorder, { if case .reorder(let value) = $0 { value } else { nil } }),
    .value(
      "corrupt", .objectOrTrue(corrupt), "the message is changed under way", FaultAction.corrupt,
      { if case .corrupt(let value) = $0 { value } else { nil } }),
    .mark("refuse", .refuse, "the connection is refused at once"),
    .mark("hang", .hang, "the request arrives nowhere and nobody says so"),
    .mark("lose-reply", .loseReply, "the request is worked on, its reply is lost"),
  ]

  private static let linkActions: [Alternative<FaultAction>] = [
    .value(
      "partition", .objectOrTrue(partition), "groups of hosts cannot reach each other",
      FaultAction.partition, { if case .partition(let value) = $0 { value } else { nil } }),
    .mark("heal", .heal, "partitions end"),
    .value(
      "clog", .objectOrTrue(clog), "links become slow", FaultAction.clog,
      { if case .clog(let value) = $0 { value } else { nil } }),
    .mark("hold", .hold, "envelopes are held back until they are released"),
    .mark("release", .release, "envelopes that were held back go on"),
  ]

  private static let hostActions: [Alternative<FaultAction>] = [
    .value(
      "crash", .objectOrTrue(crash), "hosts stop at once and lose their memory", FaultAction.crash,
      { if case .crash(let value) = $0 { value } else { nil } }),
    .mark("restart", .restart, "hosts start again"),
    .value(
      "stop", .objectOrTrue(stop), "hosts are asked to finish and stop", FaultAction.stop,
      { if case .stop(let value) = $0 { value } else { nil } }),
    .mark("pause", .pause, "hosts freeze and keep their memory"),
    .mark("resume", .resume, "hosts thaw"),
    .value(
      "slow", .integer(2...1_000_000), "processing takes so many times as long", example: "10",
      FaultAction.slow, { if case .slow(let value) = $0 { value } else { nil } }),
    .value(
      "skew", .object(skew), "wall clocks go wrong", example: "{ \"jump\": \"-5s\" }",
      FaultAction.skew, { if case .skew(let value) = $0 { value } else { nil } }),
    .value(
      "replace", .object(replace), "hosts are given another version one after the other",
      FaultAction.replace, { if case .replace(let value) = $0 { value } else { nil } }),
  ]

  private static let surroundingActions: [Alternative<FaultAction>] = [
    .value(
      "disk", diskFault, "disks go wrong", FaultAction.disk,
      { if case .disk(let value) = $0 { value } else { nil } }),
    .value(
      "store", storeFault, "stores go wrong", FaultAction.store,
      { if case .store(let value) = $0 { value } else { nil } }),
    .value(
      "broker", brokerFault, "the broker goes wrong", FaultAction.broker,
      { if case .broker(let value) = $0 { value } else { nil } }),
    .value(
      "processor", processorFault, "the outside payment processor goes wrong",
      FaultAction.processor, { if case .processor(let value) = $0 { value } else { nil } }),
    .value(
      "fail", .objectOrTrue(fail), "the failpoint throws", FaultAction.fail,
      { if case .fail(let value) = $0 { value } else { nil } }),
  ]

  private static let diskFault = ScenarioCodec<FaultAction.DiskFault>.exactlyOne(
    "DiskFault", "What happens to a disk: exactly one of these.",
    [
      .value(
        "stall", .distribution, "operations wait so long", FaultAction.DiskFault.stall,
        { if case .stall(let value) = $0 { value } else { nil } }),
      .value(
        "error", .probability, "so many operations fail", FaultAction.DiskFault.error,
        { if case .error(let value) = $0 { value } else { nil } }),
      .mark("full", .full, "nothing more fits"),
      .mark("lie", .lie, "syncs say they are done before they are"),
      .mark("torn", .torn, "the next crash leaves the last write half done"),
      .mark("wipe", .wipe, "everything on it is lost"),
    ])

  private static let storeFault = ScenarioCodec<FaultAction.StoreFault>.exactlyOne(
    "StoreFault", "What happens to a store: exactly one of these.",
    [
      .value(
        "failover", .distribution, "it is away so long and comes back without its last writes",
        FaultAction.StoreFault.failover,
        { if case .failover(let value) = $0 { value } else { nil } }),
      .value(
        "lag", .distribution, "reads see the state of so long ago", FaultAction.StoreFault.lag,
        { if case .lag(let value) = $0 { value } else { nil } }),
      .mark("backup", .backup, "its content is set aside"),
      .mark("restore", .restore, "the content that was set aside comes back"),
    ])

  private static let brokerFault = ScenarioCodec<FaultAction.BrokerFault>.exactlyOne(
    "BrokerFault", "What happens to the broker: exactly one of these.",
    [
      .value(
        "stall", .distribution, "nothing reaches or leaves the broker for so long",
        FaultAction.BrokerFault.stall,
        { if case .stall(let value) = $0 { value } else { nil } }),
      .value(
        "lose", .probability, "so many deliveries are lost on their way to consumers",
        FaultAction.BrokerFault.lose,
        { if case .lose(let value) = $0 { value } else { nil } }),
      .value(
        "duplicate", .probability, "so many publications reach the broker twice",
        FaultAction.BrokerFault.duplicate,
        { if case .duplicate(let value) = $0 { value } else { nil } }),
      .value(
        "delay", .distribution, "publications and deliveries take so much longer",
        FaultAction.BrokerFault.delay, { if case .delay(let value) = $0 { value } else { nil } }),
      .mark("reorder", .reorder, "publications overtake each other"),
      .mark(
        "redeliver", .redeliver, "acknowledgements are lost, so that what was handled comes again"),
    ])

  private static let processorFault = ScenarioCodec<FaultAction.ProcessorFault>.exactlyOne(
    "ProcessorFault", "What the outside payment processor does: exactly one of these.",
    [
      .mark("decline", .decline, "it declines"),
      .mark("timeout-after-charge", .timeoutAfterCharge, "it charges and never answers"),
      .mark("duplicate-answer", .duplicateAnswer, "it answers twice"),
      .value(
        "slow", .distribution, "it answers so much later", FaultAction.ProcessorFault.slow,
        { if case .slow(let value) = $0 { value } else { nil } }),
      .mark("down", .down, "it cannot be reached"),
    ])
}

extension ScenarioLanguage {
  /// The kinds of faults with their meanings, in the order in which they are explained.
  package static var faultKinds: [(name: String, meaning: String)] {
    (messageActions + linkActions + hostActions + surroundingActions).map {
      ($0.field.name, $0.field.meaning)
    }
  }
}
