import Engine
import Inventory
import Primitives
import ServiceRuntime
import ShopContracts
import World

/// An inventory and somebody who asks it for units, in one small world.
final class InventoryWorld {
  let cluster: Cluster
  let host: Host
  /// What was refused, in order.
  var refusals: [RPCError] = []
  /// Something that a script wants to remember until its end.
  var remembered: [Int]?

  init(_ configuration: InventoryConfiguration, seed: Seed = 1) {
    cluster = Cluster(Simulation(seed: seed))
    var settings = HostSettings()
    settings.disk.commitLatency = .constant(.milliseconds(1))
    host = cluster.addHost("inventory-1", running: InventoryAPI.service, settings: settings) {
      InventoryService($0, configuration)
    }
  }

  /// Runs a body as a client of the inventory and lets everything come to rest.
  func run(_ body: @escaping (Customer) async throws -> Void) {
    let script = ScriptedClient.Script { try await body(Customer(context: $0, world: self)) }
    cluster.addHost("client", running: "client") { ScriptedClient($0, script) }
    for host in cluster.hosts { cluster.start(host) }
    cluster.simulation.run()
  }

  /// On hand and held.
  func level(_ product: ProductID) -> [Int]? {
    host.disk.database.value(of: InventoryService.stockTable, product.text)
      .map { [$0.onHand, $0.held] }
  }

  /// Where an order's reservation stands.
  func status(_ order: OrderID) -> ReservationStatus? {
    host.disk.database.value(of: InventoryService.reservationTable, order.text)?.status
  }

  /// Every change of stock, product by product.
  var ledger: [StockLedgerEntry] {
    host.disk.database.contents(of: InventoryService.ledgerTable).map(\.value)
  }

  /// Somebody who asks.
  struct Customer {
    let context: ServiceContext
    let world: InventoryWorld

    func reserve(_ order: OrderID, _ lines: [StockLine]) async throws {
      try await ask(ReserveStock(order: order, lines: lines))
    }

    func ask(_ request: some Request) async throws {
      do throws(RPCError) {
        _ = try await context.call(
          request, to: InventoryAPI.service,
          deadline: context.clock.deadline(after: .seconds(5)))
      } catch {
        world.refusals.append(error)
      }
    }

    func wait(_ time: Duration) async throws {
      try await context.clock.sleep(for: time)
    }
  }
}

/// A client that does what a script says.
final class ScriptedClient: Service {
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
