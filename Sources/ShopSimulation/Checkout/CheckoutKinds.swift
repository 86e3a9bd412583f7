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
  /// A service of one of these kinds, or nothing for a kind that is not among them.
  static func service(_ context: ServiceContext, _ setup: ServiceSetup) -> (any Service)? {
    switch setup.kind {
    case "Checkout": CheckoutService(context, CheckoutConfiguration(setup))
    case "Payments": PaymentsService(context, PaymentsConfiguration(setup))
    default: nil
    }
  }

  /// The laws of a scenario in which units are kept or money is taken.
  static func laws(of scenario: Scenario) -> [Property<SystemView>] {
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
  static func processor(_ scenario: Scenario, _ cluster: Cluster) -> CardProcessor? {
    scenario.services.contains { $0.value.kind == "Payments" } ? CardProcessor(in: cluster) : nil
  }
}
