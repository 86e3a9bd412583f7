/// What a system under test offers to those who write scenarios for it.
package struct ScenarioVocabulary: Sendable {
  /// The name by which scenarios ask for the system; unchecked when absent.
  package var system: String?
  /// The kinds of services.
  package var services: [ServiceKind]
  /// The commands that clients can call.
  package var commands: [Command]
  /// The laws that the system knows.
  package var properties: [Entry]
  /// The sagas that the system knows, for the law about sagas.
  package var sagas: [Entry]
  /// The kinds of events that a fault can wait for; those of every trace when empty.
  package var events: [Entry]
  /// The parties outside the system that faults can strike, such as `processor`.
  package var outsideParties: [String]

  /// A vocabulary.
  package init(
    system: String? = nil, services: [ServiceKind] = [], commands: [Command] = [],
    properties: [Entry] = [], sagas: [Entry] = [], events: [Entry] = [],
    outsideParties: [String] = []
  ) {
    self.system = system
    self.services = services
    self.commands = commands
    self.properties = properties
    self.sagas = sagas
    self.events = events
    self.outsideParties = outsideParties
  }

  /// A name and what it means.
  package struct Entry: Hashable, Sendable {
    /// The name as it is written in scenarios.
    package var name: String
    /// What it means, in one sentence.
    package var meaning: String

    /// A name and what it means.
    package init(_ name: String, _ meaning: String) {
      self.name = name
      self.meaning = meaning
    }
  }

  /// A kind of service.
  package struct ServiceKind: Sendable {
    /// The name as it is written in scenarios.
    package var name: String
    /// What it does, in one sentence.
    package var meaning: String
    /// The fields of its `config`.
    package var config: [ScenarioField]
    /// The fields of its `seed`.
    package var seed: [ScenarioField]
    /// The named points in its code.
    package var failpoints: [Entry]
    /// The types of messages that it takes in, and of the replies it gives.
    package var messages: [Entry]
    /// Which faults can happen to it, by their names in `do`; all when nothing is said.
    package var faults: [String]?
    /// The tables that laws of a scenario may speak of.
    package var observations: [Observation]

    /// A kind of service.
    package init(
      _ name: String, _ meaning: String, config: [ScenarioField] = [], seed: [ScenarioField] = [],
      failpoints: [Entry] = [], messages: [Entry] = [], faults: [String]? = nil,
      observations: [Observation] = []
    ) {
      self.name = name
      self.meaning = meaning
      self.config = config
      self.seed = seed
      self.failpoints = failpoints
      self.messages = messages
      self.faults = faults
      self.observations = observations
    }
  }

  /// A command that clients can call.
  package struct Command: Sendable {
    /// The name as it is written in scenarios.
    package var name: String
    /// What it does, in one sentence.
    package var meaning: String
    /// The fields of its `args`.
    package var arguments: [ScenarioField]
    /// What it means to a model of one object, for laws about histories; nothing when it means none.
    package var operation: OperationMeaning?

    /// A command.
    package init(
      _ name: String, _ meaning: String, arguments: [ScenarioField] = [],
      operation: OperationMeaning? = nil
    ) {
      self.name = name
      self.meaning = meaning
      self.arguments = arguments
      self.operation = operation
    }
  }
}
