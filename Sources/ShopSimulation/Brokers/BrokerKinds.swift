import Checking
import Harness
import Messaging
import Primitives
import ServiceRuntime
import World

/// The brokers that a scenario can run, and what it can say about them.
enum BrokerKinds {
  /// The part of the shop that these are.
  static let part = ShopPart(
    services: services, commands: commands, properties: properties,
    outsideParties: [("broker", party)],
    makeService: { make($0, $1) },
    perform: { request, context throws(RPCError) in
      try await BrokerCommands.perform(request, context)
    },
    laws: { scenario in scenario.services.flatMap { laws($0.key, $0.value.kind) } })

  /// A name and what it means.
  private typealias Entry = ScenarioVocabulary.Entry

  /// The kinds of services.
  private static let services = [
    ScenarioVocabulary.ServiceKind(
      "QueueBroker", "a message broker whose queues hold a message until it is acknowledged",
      failpoints: QueueBroker.Failpoints.all.map { Entry($0.text, "in the queue broker") },
      messages: [
        Entry(QueueBrokerAPI.Publish.method.name, "brings a message"),
        Entry(QueueBrokerAPI.Receive.method.name, "waits for messages"),
        Entry(QueueBrokerAPI.Acknowledge.method.name, "says that messages are finished"),
        Entry(QueueBrokerAPI.Reject.method.name, "gives messages back"),
      ]),
    ScenarioVocabulary.ServiceKind(
      "LogBroker", "a message broker whose topics are partitioned logs",
      failpoints: LogBroker.Failpoints.all.map { Entry($0.text, "in the log broker") },
      messages: [
        Entry(LogBrokerAPI.Append.method.name, "brings a message"),
        Entry(LogBrokerAPI.Fetch.method.name, "waits for records"),
        Entry(LogBrokerAPI.Commit.method.name, "says how far a group has come"),
        Entry(LogBrokerAPI.Join.method.name, "joins a group of readers"),
      ]),
    ScenarioVocabulary.ServiceKind(
      "Mailbox", "writes down each message that reaches it",
      config: [
        ScenarioField("broker", .text, fallback: "\"broker\"", "the broker's name"),
        ScenarioField(
          "style", .word(BrokerStyle.allCases.map(\.rawValue)), fallback: "\"queue\"",
          "the broker's style"),
        ScenarioField("topic", .text, fallback: "\"mail\"", "the queue or topic"),
        ScenarioField(
          "acknowledgement", .word(["after-work", "before-work"]), fallback: "\"after-work\"",
          "when a message is acknowledged"),
        ScenarioField(
          "recognisesRepetition", .flag, fallback: "true",
          "whether a message that was written down before is recognised"),
        ScenarioField(
          "redeliverAfter", .duration, fallback: "\"2s\"",
          "how long the broker waits before a message comes again"),
      ],
      failpoints: Mailbox.failpoints.map { Entry($0.name.text, $0.meaning) }),
  ]

  /// The commands of clients.
  private static let commands = [
    ScenarioVocabulary.Command(
      BrokerCommands.publish, "publishes a message and waits for its confirmation",
      arguments: [
        ScenarioField("id", .text, "the message's identity; one is made up where it is missing"),
        ScenarioField("text", .text, "the content; the identity where it is missing"),
        ScenarioField("broker", .text, fallback: "\"broker\"", "the broker's name"),
        ScenarioField(
          "style", .word(BrokerStyle.allCases.map(\.rawValue)), fallback: "\"queue\"",
          "the broker's style"),
        ScenarioField("topic", .text, fallback: "\"mail\"", "the queue or topic"),
      ])
  ]

  /// The laws.
  private static let properties = [
    ScenarioVocabulary.Entry(
      "confirmed-messages-arrive", "each confirmed message is written down in the end"),
    ScenarioVocabulary.Entry(
      "messages-take-effect-once", "each message is written down at most once"),
  ]

  /// Makes a service of one of these kinds; nothing for another kind.
  private static func make(_ context: ServiceContext, _ setup: ServiceSetup) -> (any Service)? {
    switch setup.kind {
    case "QueueBroker": QueueBroker(context)
    case "LogBroker": LogBroker(context)
    case "Mailbox": Mailbox(context, Mailbox.Configuration(setup))
    default: nil
    }
  }

  /// The laws about a service of one of these kinds.
  private static func laws(_ name: String, _ kind: String) -> [Property<SystemView>] {
    kind == "Mailbox" ? BrokerProperties(mailbox: ServiceName(name)).all : []
  }

  /// The brokers of a scenario as one that faults can strike; nothing where there is none.
  @Sendable private static func party(_ scenario: Scenario, _ cluster: Cluster) -> BrokerParty? {
    let brokers = scenario.services.filter { ["QueueBroker", "LogBroker"].contains($0.value.kind) }
    let hosts = brokers.flatMap { cluster.hosts(of: ServiceName($0.key)) }
    guard !hosts.isEmpty else { return nil }
    return BrokerParty(
      cluster, hosts: hosts.map(\.index),
      methods: BrokerParty.Methods(
        publications: [QueueBrokerAPI.Publish.method, LogBrokerAPI.Append.method],
        deliveries: [QueueBrokerAPI.Receive.method, LogBrokerAPI.Fetch.method],
        acknowledgements: [QueueBrokerAPI.Acknowledge.method, LogBrokerAPI.Commit.method]))
  }
}

extension Mailbox.Configuration {
  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ setup: ServiceSetup) {
    self.init()
    let config = setup.config
    broker = config.text("broker").map { ServiceName($0) } ?? broker
    style = config.text("style").flatMap { BrokerStyle(rawValue: $0) } ?? style
    topic = config.text("topic") ?? topic
    acknowledgement =
      config.text("acknowledgement").flatMap { Acknowledgement(rawValue: $0) } ?? acknowledgement
    recognisesRepetition = config.flag("recognisesRepetition") ?? recognisesRepetition
    redeliverAfter = config.duration("redeliverAfter") ?? redeliverAfter
  }
}
