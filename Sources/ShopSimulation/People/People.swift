import Checking
import Harness
import Notifications
import Products
import ServiceRuntime
import Shipping
import Users

/// The services around an order: who buys, what there is, what is sent and what is told.
enum People {
  /// The part of the shop that these are.
  static let part = ShopPart(
    services: PeopleVocabulary.services, commands: PeopleVocabulary.commands,
    properties: PeopleVocabulary.properties, makeService: { service($0, $1) },
    perform: { request, context throws(RPCError) in
      try await PeopleCommands(request: request, context: context).perform()
    },
    laws: { scenario in
      scenario.services.flatMap { laws(of: ServiceName($0.key), kind: $0.value.kind) }
    })

  /// A service of one of these kinds, or nothing for a kind that is not among them.
  private static func service(_ context: ServiceContext, _ setup: ServiceSetup) -> (any Service)? {
    switch setup.kind {
    case "Users": UsersService(context, UsersConfiguration(setup))
    case "Products": ProductsService(context, ProductsConfiguration(setup))
    case "Shipping": ShippingService(context, ShippingConfiguration(setup))
    case "Notifications": NotificationsService(context, NotificationsConfiguration(setup))
    default: nil
    }
  }

  /// The laws that come with a service of one of these kinds.
  private static func laws(of service: ServiceName, kind: String) -> [Property<SystemView>] {
    switch kind {
    case "Users": [PeopleProperties.emailsBelongToOneAccount(in: service)]
    case "Notifications": [PeopleProperties.customersAreToldOnce(by: service)]
    default: []
    }
  }
}
