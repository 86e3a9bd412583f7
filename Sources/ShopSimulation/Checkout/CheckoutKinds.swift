import Checking
import Harness
import Orders
import Payments
import Primitives
import ServiceRuntime
import ShopContracts
import World

/// The services that a checkout is made of, as scenarios have them.
enum CheckoutKinds {
  /// The part of the shop that these are.
  static let part = ShopPart(
    services: CheckoutVocabulary.services, commands: CheckoutVocabulary.commands,
    properties: CheckoutVocabulary.properties,
    sagas: [
      ShopPart.Saga(
        name: CheckoutSagaSource.name, meaning: CheckoutSagaSource.meaning,
        source: { CheckoutSagaSource($0)?.source })
    ],
    outsideParties: [(CardProcessor.name, processor)],
    makeService: { service($0, $1) },
    perform: { request, context throws(RPCError) in
      try await CheckoutCommands.perform(request, context)
    },
    laws: { laws(of: $0) })

  /// A service of one of these kinds, or nothing for a kind that is not among them.
  private static func service(_ context: ServiceContext, _ setup: ServiceSetup) -> (any Service)? {
    switch setup.kind {
    case "Checkout": CheckoutService(context, CheckoutConfiguration(setup))
    case "Payments": PaymentsService(context, PaymentsConfiguration(setup))
    default: nil
    }
  }

  /// The laws of a scenario in which units are kept or money is taken.
  private static func laws(of scenario: Scenario) -> [Property<SystemView>] {
    guard let parts = CheckoutParts(scenario) else { return [] }
    return ReservationProperties(parts: parts).all + CheckoutProperties(parts: parts).all
      + MoneyProperties(parts: parts).all
  }

  /// The card processor as a service, where a scenario in which money is taken is served for real.
  static func companions(
    of scenario: Scenario
  ) -> OrderedDictionary<String, @Sendable (ServiceContext) throws -> any Service> {
    guard scenario.services.contains(where: { $0.value.kind == "Payments" }) else { return [:] }
    return [CardProcessorAPI.service.text: { CardProcessorService($0, nil) }]
  }

  /// The card processor of a scenario in which money is taken.
  @Sendable private static func processor(
    _ scenario: Scenario, _ cluster: Cluster
  ) -> CardProcessor? {
    scenario.services.contains { $0.value.kind == "Payments" } ? CardProcessor(in: cluster) : nil
  }
}
