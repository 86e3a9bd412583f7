import Checking
import Harness
import Inventory
import Orders
import ServiceRuntime

/// Orders for one product, and the stock that they come from.
enum Ordering {
  /// The part of the shop that this is.
  static let part = ShopPart(
    services: OrderingVocabulary.services, commands: OrderingVocabulary.commands,
    properties: OrderingVocabulary.properties, makeService: service,
    perform: { request, context throws(RPCError) in
      try await OrderingCommands.perform(request, context)
    },
    laws: laws)

  /// A service of one of these kinds, or nothing for a kind that is not among them.
  @Sendable private static func service(
    _ context: ServiceContext, _ setup: ServiceSetup
  ) -> (any Service)? {
    switch setup.kind {
    case "Inventory": InventoryService(context, InventoryConfiguration(setup))
    case "Orders": OrdersService(context, OrdersConfiguration(setup))
    default: nil
    }
  }

  /// The laws of a scenario's services of these kinds.
  ///
  /// An inventory that keeps reservations has laws of its own, those of a checkout.
  @Sendable private static func laws(_ scenario: Scenario) -> [Property<SystemView>] {
    scenario.services.flatMap { name, service in
      switch service.kind {
      case "Inventory" where service.config["reservations"] == nil:
        StockProperties(
          inventory: ServiceName(name), initial: InitialStock.read(ScenarioValues(service.seed))
        ).all
      case "Orders": OrderProperties(orders: ServiceName(name)).all
      default: [Property<SystemView>]()
      }
    }
  }
}
