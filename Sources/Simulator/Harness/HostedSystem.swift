public import Checking
import Primitives
public import ServiceRuntime

/// A team's own system: its services, the commands its clients give, and the laws it must keep.
///
/// Everything that a scenario file may name beyond hosts, links and faults is declared here, once,
/// so that a misspelt name is a mistake with a place in the file. A system is a value; the services
/// in it are made anew for every run.
///
/// ```swift
/// var bank = HostedSystem("bank")
/// bank.service("Ledger", "keeps accounts", config: ["opening": .integer]) { context, setup in
///   Ledger(context, opening: setup.config.integer("opening") ?? 0)
/// }
/// bank.command("deposit", "puts money into an account", arguments: ["amount": .integer]) {
///   context, request throws(RPCError) in
///   try await context.call(Deposit(request.arguments.integer("amount") ?? 1), to: "ledger")
/// }
/// bank.law(.always("no-overdraft", "no account is below zero", reading: [accounts]) { view, _ in
///   view.values(of: Ledger.accounts, in: "ledger").allSatisfy { $0.balance >= 0 }
/// })
/// ```
public struct HostedSystem: Sendable {
  /// Makes a service in a process that starts.
  public typealias MakeService = @Sendable (ServiceContext, ServiceSetup) throws -> any Service
  /// Carries out a command on a client's host and gives the answer in words.
  public typealias PerformCommand =
    @Sendable (ServiceContext, CommandRequest) async throws(RPCError) -> String

  /// What the value of a field looks like.
  public enum Field: Sendable {
    /// Any text.
    case text
    /// A whole number.
    case integer
    /// True or false.
    case flag
    /// A span of time such as `250ms`.
    case duration
    /// Anything; the service decides what it means.
    case anything
  }

  /// The name by which scenarios ask for the system.
  public let name: String
  private var services: [(kind: ScenarioVocabulary.ServiceKind, make: MakeService)] = []
  private var commands: [(command: ScenarioVocabulary.Command, perform: PerformCommand)] = []
  private var laws: [Property<SystemView>] = []
  private var checks: [Checker<FinishedRun>] = []
  private var sagas: [(meaning: String, source: SagaSource)] = []

  /// A system without anything yet.
  public init(_ name: String) {
    self.name = name
  }

  /// Adds a kind of service, under the name that scenarios give as its `kind`.
  ///
  /// - Parameters:
  ///   - config: the fields of its `config`, all of which may be left out.
  ///   - seed: the fields of its initial data.
  ///   - failpoints: the named points in its code where a scenario may crash or fail it.
  ///   - observations: the tables that laws of a scenario may speak of.
  public mutating func service(
    _ kind: String, _ meaning: String, config: KeyValuePairs<String, Field> = [:],
    seed: KeyValuePairs<String, Field> = [:], failpoints: [String] = [],
    observations: [Observation] = [], make: @escaping MakeService
  ) {
    precondition(
      !services.contains { $0.kind.name == kind }, "two kinds of service are named '\(kind)'")
    services.append(
      (
        ScenarioVocabulary.ServiceKind(
          kind, meaning, config: HostedSystem.fields(config), seed: HostedSystem.fields(seed),
          failpoints: failpoints.map { ScenarioVocabulary.Entry($0, "a point in its code") },
          observations: observations),
        make
      ))
  }

  /// Adds a command, under the name that scenarios give in a workload's `do`.
  ///
  /// - Parameter operation: what it means to a model of one object or as a transaction, for laws
  ///   about histories that scenarios state; nothing when it means none.
  public mutating func command(
    _ name: String, _ meaning: String, arguments: KeyValuePairs<String, Field> = [:],
    operation: OperationMeaning? = nil, perform: @escaping PerformCommand
  ) {
    precondition(
      !commands.contains { $0.command.name == name }, "two commands are named '\(name)'")
    commands.append(
      (
        ScenarioVocabulary.Command(
          name, meaning, arguments: HostedSystem.fields(arguments), operation: operation),
        perform
      ))
  }

  /// Adds a law that every run is judged by, unless its scenario names others.
  public mutating func law(_ law: Property<SystemView>) {
    claim(law.id)
    laws.append(law)
  }

  /// Adds a law over the whole of a run, such as one about its history or about a figure.
  public mutating func law(_ law: Checker<FinishedRun>) {
    claim(law.id)
    checks.append(law)
  }

  private func claim(_ id: String) {
    let ids = laws.map(\.id) + checks.map(\.id)
    precondition(!ids.contains(id), "two laws are named '\(id)'")
  }

  /// Adds a saga, so that scenarios can state the law about sagas.
  ///
  /// - Parameters:
  ///   - steps: its steps in order, each with what it may do.
  ///   - reading: what a committed change says about a saga, whose name comes first; usually
  ///     nothing or one thing. What took effect is read where the effect is, at the participants.
  public mutating func saga(
    _ name: String, _ meaning: String, steps: KeyValuePairs<String, SagaShape.Kind>,
    reading: @escaping @Sendable (CommittedChange) -> [(saga: String, action: SagaAction)]
  ) {
    precondition(!sagas.contains { $0.source.name == name }, "two sagas are named '\(name)'")
    let shape = SagaShape(name, steps.map { SagaShape.Step($0.key, $0.value) })
    let source = SagaSource(name, shape) { change, service, _ in
      reading(CommittedChange(change, in: service)).map { SagaNote($0.saga, $0.action) }
    }
    sagas.append((meaning, source))
  }

  private static func fields(_ fields: KeyValuePairs<String, Field>) -> [ScenarioField] {
    fields.map { name, field in
      let shape: ScenarioShape =
        switch field {
        case .text: .text
        case .integer: .integer(Int.min...Int.max)
        case .flag: .flag
        case .duration: .duration
        case .anything: .anything
        }
      return ScenarioField(name, shape, "a value of the system's own")
    }
  }

  /// The system as the simulator takes it.
  package var underTest: SystemUnderTest {
    let (services, commands, laws) = (services, commands, laws)
    let sources = sagas.map(\.source)
    let known = laws.map { ($0.id, $0.documentation) } + checks.map { ($0.id, $0.documentation) }
    var system = SystemUnderTest(
      name: name,
      vocabulary: ScenarioVocabulary(
        system: name, services: services.map(\.kind), commands: commands.map(\.command),
        properties: known.map { ScenarioVocabulary.Entry($0.0, $0.1) },
        sagas: sagas.map { ScenarioVocabulary.Entry($0.source.name, $0.meaning) }),
      makeService: { context, setup in
        guard let service = services.first(where: { $0.kind.name == setup.kind }) else {
          preconditionFailure("the reader let pass a kind '\(setup.kind)' that is not declared")
        }
        return try service.make(context, setup)
      },
      perform: { context, request throws(RPCError) in
        guard let command = commands.first(where: { $0.command.name == request.name }) else {
          throw RPCError(.unimplemented, "there is no command \(request.name)")
        }
        return try await command.perform(context, request)
      },
      laws: { _ in laws }, sagas: { _ in sources })
    system.checks = checks
    return system
  }
}
