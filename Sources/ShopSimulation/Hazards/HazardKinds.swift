import Checking
import Harness
import Hazards
import Primitives
import ServiceRuntime
import ShopContracts

/// The kinds of services that show how a shop goes wrong, and how it does not.
enum HazardKinds: String, CaseIterable {
  case warehouse = "Warehouse"
  case storefront = "Storefront"
  case bookingDesk = "BookingDesk"
  case twoPhaseDesk = "TwoPhaseDesk"
  case eventDesk = "EventDesk"
  case clerkDesk = "ClerkDesk"
  case cashier = "Cashier"
  case lockKeeper = "LockKeeper"

  /// The part of the shop that these are.
  static let part = ShopPart(
    services: HazardVocabulary.services, commands: HazardCommands.vocabulary,
    properties: HazardLaws.entries, makeService: { service($0, $1) },
    perform: { request, context throws(RPCError) in
      try await HazardCommands.perform(request, context)
    },
    laws: { laws($0) })

  /// Makes a service, where its kind is one of these.
  private static func service(_ context: ServiceContext, _ setup: ServiceSetup) -> (any Service)? {
    HazardKinds(rawValue: setup.kind)?.service(context, setup)
  }

  /// Makes a service of this kind.
  func service(_ context: ServiceContext, _ setup: ServiceSetup) -> any Service {
    let config = setup.config
    switch self {
    case .warehouse: return WarehouseService(context, WarehouseConfiguration(setup))
    case .storefront: return StorefrontService(context, StorefrontConfiguration(config))
    case .bookingDesk: return BookingDesk(context, BookingConfiguration(config))
    case .twoPhaseDesk:
      return TwoPhaseDesk(context, config.choice("coordination") ?? .durable)
    case .eventDesk: return EventDesk(context, config.choice("publishing") ?? .outbox)
    case .clerkDesk:
      return ClerkDesk(
        context, isLocking: config.flag("locks") ?? true,
        lease: config.duration("lease") ?? .seconds(10))
    case .cashier:
      return CashierService(
        context, limit: config.integer("limit") ?? 1_000_000,
        charging: config.choice("charging") ?? .oncePerKey)
    case .lockKeeper: return LockKeeper(context)
    }
  }

  /// Whether services of this kind sell to customers.
  var isDesk: Bool {
    switch self {
    case .storefront, .bookingDesk, .twoPhaseDesk, .eventDesk, .clerkDesk: true
    case .warehouse, .cashier, .lockKeeper: false
    }
  }

  /// The laws of a scenario that has services of these kinds.
  private static func laws(_ scenario: Scenario) -> [Property<SystemView>] {
    func first(_ isWanted: (HazardKinds) -> Bool) -> (name: ServiceName, service: ScenarioService)?
    {
      for (name, service) in scenario.services {
        guard let kind = HazardKinds(rawValue: service.kind), isWanted(kind) else { continue }
        return (ServiceName(name), service)
      }
      return nil
    }
    guard let warehouse = first({ $0 == .warehouse }) else { return [] }
    let facts = HazardFacts(
      warehouse: warehouse.name, desk: first(\.isDesk)?.name,
      cashier: first { $0 == .cashier }?.name,
      initial: InitialStock.read(ScenarioValues(warehouse.service.seed)))
    return ShelfProperties(facts).all + KeyProperties(facts).all + HoldProperties(facts).all
      + PurchaseProperties(facts).all + PromiseProperties(facts).all
  }
}
