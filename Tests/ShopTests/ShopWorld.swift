import Engine
import Inventory
import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import World

/// An inventory, an orders service and somebody who calls them, in one small world.
final class ShopWorld {
  let simulation: Simulation
  let cluster: Cluster
  let inventory: Host
  let orders: Host

  init(
    seed: Seed = 1, deduction: InventoryConfiguration.Deduction = .idempotencyKey,
    stock: Int = 10, patience: OrdersConfiguration = OrdersConfiguration(),
    isolation:
      IsolationLevel = .serializable
  ) {
    simulation = Simulation(seed: seed)
    cluster = Cluster(simulation)
    var settings = HostSettings()
    settings.store.isolation = isolation
    settings.disk.commitLatency = .constant(.milliseconds(1))
    inventory = cluster.addHost("inventory-1", running: "inventory", settings: settings) {
      InventoryService(
        $0, InventoryConfiguration(deduction: deduction, initialStock: [("console", stock)]))
    }
    orders = cluster.addHost("orders-1", running: "orders", settings: settings) {
      OrdersService($0, patience)
    }
  }

  /// Runs a body as a client of the services and lets everything come to rest.
  @discardableResult
  func run(_ body: @escaping (ServiceContext) async throws -> Void) -> StopReason {
    let client = Client.Script(body)
    cluster.addHost("client-\(cluster.hosts.count)", running: "client") { Client($0, client) }
    for host in cluster.hosts { cluster.start(host) }
    return simulation.run()
  }

  /// What is on hand, as it is committed.
  var onHand: Int? {
    inventory.disk.database.value(of: InventoryService.stockTable, "console")?.onHand
  }

  /// How many deductions are committed.
  var deductions: Int {
    inventory.disk.database.count(of: InventoryService.ledgerTable.name)
  }

  /// Where an order stands, as it is committed.
  func status(of order: String) -> OrderStatus? {
    orders.disk.database.value(of: OrdersService.orderTable, order)?.status
  }

  /// Dies at a named point of a host so often, then lets it pass.
  func crash(_ host: Host, at point: FailpointName, times: Int = 1) {
    let rule = CrashRule(host.name, point, times)
    rules.append(rule)
    cluster.failpointRule = rule
  }

  private var rules: [CrashRule] = []

  private final class CrashRule: FailpointRule {
    private let host: String
    private let point: FailpointName
    private var left: Int

    init(_ host: String, _ point: FailpointName, _ times: Int) {
      self.host = host
      self.point = point
      left = times
    }

    func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
      guard name == point, host.name == self.host, left > 0 else { return .pass }
      left -= 1
      return .crash(wipesDisk: false)
    }
  }

  private final class Client: Service {
    private let context: ServiceContext
    private let script: Script

    init(_ context: ServiceContext, _ script: Script) {
      self.context = context
      self.script = script
    }

    func start() async throws {
      context.tasks.spawn("script") {
        try? await self.context.clock.sleep(for: .milliseconds(10))
        try? await self.script.body(self.context)
      }
    }

    final class Script {
      let body: (ServiceContext) async throws -> Void

      init(_ body: @escaping (ServiceContext) async throws -> Void) {
        self.body = body
      }
    }
  }
}
