package import Checking
package import Primitives
public import ServiceRuntime
package import World

/// What a system plugs in: its services, the commands its clients give, and its laws.
///
/// The simulator knows no shop; everything that a scenario can name beyond hosts, links and faults
/// comes from here. A system is a value, so that several runs can share it.
package struct SystemUnderTest: Sendable {
  /// Makes a service in a process that starts.
  package typealias MakeService = @Sendable (ServiceContext, ServiceSetup) throws -> any Service
  /// Carries out a command on a client's host.
  package typealias PerformCommand =
    @Sendable (ServiceContext, CommandRequest) async throws(RPCError) -> String
  /// States the laws that a scenario's system must keep.
  package typealias StateLaws = @Sendable (Scenario) -> [Property<SystemView>]
  /// Puts those outside into a cluster whose services stand already; faults reach them by name.
  package typealias AddOutsideParties =
    @Sendable (Scenario, Cluster) -> OrderedDictionary<String, any OutsideParty>

  /// Names the sagas of a scenario's system.
  package typealias NameSagas = @Sendable (Scenario) -> [SagaSource]

  /// Names services that run beside those of a scenario when it is served for real.
  package typealias NameCompanions =
    @Sendable (Scenario) -> OrderedDictionary<
      String, @Sendable (ServiceContext) throws -> any Service
    >

  /// The name by which scenarios ask for this system.
  package let name: String
  /// What scenarios may name, for checking and explaining them.
  package let vocabulary: ScenarioVocabulary
  /// Makes a service.
  package let makeService: MakeService
  /// Carries out a command.
  package let perform: PerformCommand
  /// States the laws.
  package let laws: StateLaws
  /// The kinds of services that were written without the seam.
  ///
  /// They use plain tasks, clocks and chance of the system. Scenarios with one of them are run with
  /// all of that answered by the run.
  package var foreignKinds: OrderedSet<String> = []
  /// Services that a scenario's services need beside them where no simulator stands in for them.
  package var companions: NameCompanions = { _ in [:] }
  /// Puts those outside into the cluster.
  package let outsideParties: AddOutsideParties
  /// Names the sagas, for the law about sagas.
  package let sagas: NameSagas
  /// The laws over whole runs.
  package var checks: [Checker<FinishedRun>] = []

  /// A system of the given parts.
  package init(
    name: String, vocabulary: ScenarioVocabulary, makeService: @escaping MakeService,
    perform: @escaping PerformCommand, laws: @escaping StateLaws,
    outsideParties: @escaping AddOutsideParties = { _, _ in [:] },
    sagas: @escaping NameSagas = { _ in [] }
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.makeService = makeService
    self.perform = perform
    self.laws = laws
    self.outsideParties = outsideParties
    self.sagas = sagas
  }
}

/// What a system is told when it makes a service.
public struct ServiceSetup: Sendable {
  /// The kind of service, as the scenario names it.
  public let kind: String
  /// The version that this process runs, empty where the scenario states none.
  public let version: String
  /// The scenario's configuration of it.
  public let config: ScenarioValues
  /// The scenario's initial data for it.
  public let seed: ScenarioValues

  package init(kind: String, version: String, config: ScenarioValues, seed: ScenarioValues) {
    self.kind = kind
    self.version = version
    self.config = config
    self.seed = seed
  }
}

/// A command that a client gives.
public struct CommandRequest: Sendable {
  /// The command's name.
  public let name: String
  /// Its arguments.
  public let arguments: ScenarioValues
  /// Who gives it.
  public let client: String
  /// How often this workload has given it before.
  public let occurrence: Int
  /// The instant after which the client no longer waits.
  public let deadline: Deadline
}
