import Engine
import Primitives
import Resilience
import ServiceRuntime
import World

@testable import Transactions

/// What a test shop does to one of its ledgers.
struct ChangeLedger: Request {
  typealias Reply = Done
  static let method: Method = "ledger.change"
  let order: String
}

/// Undoes a change.
struct RevertLedger: Request {
  typealias Reply = Done
  static let method: Method = "ledger.revert"
  let order: String
}

/// A service whose only data are entries of orders, guarded by keys.
final class LedgerService: Service {
  static let entries = Table<Int>("entries")
  private let context: ServiceContext
  private let refuses: (String) -> Bool

  init(_ context: ServiceContext, refuses: @escaping (String) -> Bool) {
    self.context = context
    self.refuses = refuses
  }

  func start() async throws {
    let keys = IdempotencyStore(
      context,
      retention: IdempotencyRetention(
        retries: .seconds(600), redelivery: .zero, margin: .seconds(60)))
    let handler = IdempotentHandler(
      context, keys: keys, rules: IdempotencyRules(whileInProgress: .wait, keepsRefusals: true))
    handler.handle(ChangeLedger.self) { request, transaction in
      guard !self.refuses(request.order) else {
        throw RPCError(.failedPrecondition, "no more for \(request.order)")
      }
      let entries = try await transaction.getForUpdate(Self.entries, request.order) ?? 0
      try await transaction.put(Self.entries, request.order, entries + 1)
      return Done()
    }
    handler.handleCompensation(RevertLedger.self) { request, transaction in
      let entries = try await transaction.getForUpdate(Self.entries, request.order) ?? 0
      try await transaction.put(Self.entries, request.order, entries - 1)
    }
  }
}

/// What the test saga's steps find out.
struct CheckoutState: Codable, Sendable, Fingerprinted, Hashable {
  var order: String
  var stepsDone: [String] = []
}

/// Runs the test saga for a number of orders and takes them up again after each crash.
final class OrchestratorService: Service {
  static let ends = Table<String>("ends")
  private let context: ServiceContext
  private let orders: [String]
  private let alerts: AlertList
  private var orchestrator: SagaOrchestrator<CheckoutState>

  init(_ context: ServiceContext, orders: [String], alerts: AlertList) {
    self.context = context
    self.orders = orders
    self.alerts = alerts
    orchestrator = SagaOrchestrator(context, Self.definition) { alerts.all.append($0) }
  }

  static let patience = SagaPatience(
    timeout: .seconds(1), attempts: 3,
    backoff: Backoff(.constant, base: .milliseconds(100), cap: .milliseconds(100)))

  static var definition: SagaDefinition<CheckoutState> {
    func change(_ name: String, _ service: ServiceName) -> SagaStep<CheckoutState>.Action {
      { state, call in
        _ = try await call.send(ChangeLedger(order: state.order), to: service)
        state.stepsDone.append(name)
      }
    }
    func revert(_ name: String, _ service: ServiceName) -> SagaStep<CheckoutState>.Action {
      { state, call in
        _ = try await call.send(RevertLedger(order: state.order), to: service)
        state.stepsDone.removeAll { $0 == name }
      }
    }
    return SagaDefinition(
      "checkout", deadline: .seconds(60),
      steps: [
        .compensatable(
          "reserve", patience: patience, undoPatience: patience, change("reserve", "inventory"),
          compensation: revert("reserve", "inventory")),
        .compensatable(
          "charge", patience: patience, undoPatience: patience, change("charge", "payments"),
          compensation: revert("charge", "payments")),
        .pivot("ship", patience: patience, change("ship", "shipping")),
        .nonCritical("mail", patience: patience, change("mail", "mail")),
      ],
      ended: { outcome, transaction in
        try await transaction.put(ends, outcome.id.text, outcome.status.rawValue)
      })
  }

  func start() async throws {
    let recovery = SagaRecovery(orchestrator)
    try await recovery.recover()
    recovery.run(every: .seconds(5))
    for order in orders {
      context.tasks.spawn("order \(order)") {
        try? await self.orchestrator.launch(SagaID(order), CheckoutState(order: order))
      }
    }
  }
}

/// The alerts of all lives of a service.
final class AlertList {
  var all: [SagaAlert] = []
}

/// Crashes a host at given occurrences of a named point.
final class CrashRule: FailpointRule {
  private let name: FailpointName
  private let host: String
  private var left: Int
  private var skipped: Int
  private(set) var crashes = 0

  init(at name: FailpointName, on host: String, times: Int, skipping skipped: Int = 0) {
    self.name = name
    self.host = host
    self.skipped = skipped
    left = times
  }

  func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
    guard name == self.name, host.name == self.host, left > 0 else { return .pass }
    guard skipped == 0 else {
      skipped -= 1
      return .pass
    }
    left -= 1
    crashes += 1
    return .crash(wipesDisk: false)
  }
}

/// A shop of five hosts: an orchestrator and four services with a ledger each.
final class SagaWorld {
  static let ledgers: [ServiceName] = ["inventory", "payments", "shipping", "mail"]
  let simulation: Simulation
  let cluster: Cluster
  let alerts = AlertList()
  let orders: [String]

  /// - Parameter refusals: the ledgers that refuse, each with the orders that it refuses.
  init(
    seed: Seed, orders: Int, refusals: [String: [String]] = [:],
    isolation: IsolationLevel = .readCommitted
  ) {
    let names = (1...orders).map { "order-\($0)" }
    self.orders = names
    simulation = Simulation(seed: seed)
    cluster = Cluster(simulation)
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(5)))
    var settings = HostSettings()
    settings.store.isolation = isolation
    settings.disk = DiskProfile(commitLatency: .constant(.milliseconds(1)))
    let alerts = alerts
    cluster.addHost("orders-1", running: "orders", settings: settings) {
      OrchestratorService($0, orders: names, alerts: alerts)
    }
    for ledger in Self.ledgers {
      let refused = refusals[ledger.text] ?? []
      cluster.addHost("\(ledger)-1", running: ledger, settings: settings) {
        LedgerService($0) { refused.contains($0) }
      }
    }
  }

  func run(for span: Duration) {
    for host in cluster.hosts { cluster.start(host) }
    _ = simulation.run(until: Instant.zero + span)
  }

  /// The entry of an order in a ledger.
  func entry(_ order: String, in ledger: ServiceName) -> Int {
    committed(LedgerService.entries, order, on: "\(ledger)-1") ?? 0
  }

  /// How the saga of an order ended, as its own service has it.
  func end(of order: String) -> String? {
    committed(OrchestratorService.ends, order, on: "orders-1")
  }

  func record(of order: String) -> SagaRecord<CheckoutState>? {
    committed(Table("saga-checkout"), order, on: "orders-1")
  }

  func committed<Value>(_ table: Table<Value>, _ key: String, on host: String) -> Value? {
    cluster.host(named: host)?.disk.database.value(of: table, key)
  }
}
