import Checking
package import Harness
import Inventory
import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import World

/// The shop as a system under test.
package enum ShopSystem {
  /// The shop's services, commands and laws.
  package static let system: SystemUnderTest = {
    var system = simulated
    system.companions = { CheckoutKinds.companions(of: $0) }
    return system
  }()

  private static let simulated = SystemUnderTest(
    name: "shop",
    vocabulary: ShopVocabulary.vocabulary,
    makeService: { context, setup in
      switch setup.kind {
      case "Inventory": InventoryService(context, InventoryConfiguration(setup))
      case "Orders": OrdersService(context, OrdersConfiguration(setup))
      default:
        if let service = People.service(context, setup) ?? CheckoutKinds.service(context, setup)
          ?? BrokerKinds.make(context, setup) ?? SpecimenKinds.make(context, setup)
          ?? HazardKinds.service(context, setup)
        {
          service
        } else {
          throw UnknownKind(kind: setup.kind)
        }
      }
    },
    perform: { context, request throws(RPCError) in
      try await ShopCommands.perform(request, context)
    },
    laws: { scenario in
      var laws: [Property<SystemView>] = []
      for (name, service) in scenario.services {
        switch service.kind {
        case "Inventory" where service.config["reservations"] == nil:
          laws +=
            StockProperties(
              inventory: ServiceName(name), initial: InitialStock.read(ScenarioValues(service.seed))
            ).all
        case "Orders": laws += OrderProperties(orders: ServiceName(name)).all
        default:
          laws += People.laws(of: ServiceName(name), kind: service.kind)
          laws += BrokerKinds.laws(name, service.kind)
        }
      }
      return laws + CheckoutKinds.laws(of: scenario) + HazardKinds.laws(scenario)
    },
    outsideParties: { scenario, cluster in
      var parties: OrderedDictionary<String, any OutsideParty> = [:]
      parties["broker"] = BrokerKinds.party(scenario, cluster)
      parties[CardProcessor.name] = CheckoutKinds.processor(scenario, cluster)
      return parties
    },
    sagas: { _ in [SpecimenKinds.saga] })

  /// A scenario names a kind of service that the shop does not have.
  private struct UnknownKind: Error, CustomStringConvertible {
    let kind: String
    var description: String { "the shop has no service of kind \(kind)" }
  }
}
