import Checking
import Harness
import Primitives
import ServiceRuntime
import World

/// One part of the shop as scenarios have it: what they may name, and what stands behind the names.
///
/// A part knows its own names only. Which part a name belongs to follows from what the part says
/// that it has, so a part is added to the shop in one place, and no part is asked about the names
/// of another.
struct ShopPart: Sendable {
  /// Makes a service of one of the part's kinds; nothing for a kind that it does not have.
  typealias MakeService = @Sendable (ServiceContext, ServiceSetup) -> (any Service)?
  /// Carries out one of the part's commands; nothing for a command that it does not have.
  typealias PerformCommand =
    @Sendable (CommandRequest, ServiceContext) async throws(RPCError) -> String?
  /// Gives one of those outside by name; nothing where a scenario has no use for it.
  typealias AddOutsideParty = @Sendable (Scenario, Cluster) -> (any OutsideParty)?

  /// The kinds of services.
  var services: [ScenarioVocabulary.ServiceKind] = []
  /// The commands of clients.
  var commands: [ScenarioVocabulary.Command] = []
  /// The laws, by name.
  var properties: [ScenarioVocabulary.Entry] = []
  /// The sagas.
  var sagas: [Saga] = []
  /// Those outside whom faults can strike, by name.
  var outsideParties: [(name: String, make: AddOutsideParty)] = []
  /// Makes a service.
  var makeService: MakeService = { _, _ in nil }
  /// Carries out a command.
  var perform: PerformCommand = { _, _ throws(RPCError) in nil }
  /// The laws that a scenario's services must keep.
  var laws: @Sendable (Scenario) -> [Property<SystemView>] = { _ in [] }

  /// A saga by its name, with what it is in a scenario.
  struct Saga: Sendable {
    /// The name by which laws ask for it.
    let name: String
    /// What it is, in one sentence without a full stop.
    let meaning: String
    /// How to follow it; nothing in a scenario that has no such saga.
    let source: @Sendable (Scenario) -> SagaSource?
  }

  /// Whether the part has a kind of service.
  func hasService(_ kind: String) -> Bool { services.contains { $0.name == kind } }

  /// Whether the part has a command.
  func hasCommand(_ name: String) -> Bool { commands.contains { $0.name == name } }
}
