import Harness
import Inventory
import Orders
import Payments
import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

extension EventRules {
  /// The rules that a scenario states; nothing where the service hears of no events.
  init?(_ setup: ServiceSetup) {
    guard let style = setup.config.text("events").flatMap(Style.init) else { return nil }
    self.init(
      style: style, broker: ServiceName(setup.config.text("broker") ?? "broker"),
      care: setup.config.text("care").flatMap(Care.init) ?? .all)
  }
}

extension ReservationRules {
  /// The rules that a scenario states; nothing where the inventory takes no reservations.
  init?(_ setup: ServiceSetup) {
    guard let text = setup.config.text("reservations"), let memory = Memory(rawValue: text) else {
      return nil
    }
    self.init(
      hold: setup.config.duration("hold") ?? .seconds(300), memory: memory,
      bookkeeping: setup.config.text("bookkeeping").flatMap(Bookkeeping.init) ?? .together,
      expiry: setup.config.text("expiry").flatMap(Expiry.init) ?? .checked)
  }
}

extension PaymentsConfiguration {
  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ setup: ServiceSetup) {
    self.init()
    let config = setup.config
    processorTimeout = config.duration("processorTimeout") ?? processorTimeout
    references = config.text("references").flatMap(References.init) ?? references
    silence = config.text("silence").flatMap(Silence.init) ?? silence
    refusals = config.text("refusals").flatMap(Refusals.init) ?? refusals
    settlements = config.text("settlements").flatMap(Settlements.init) ?? settlements
    repayment = config.text("repayment").flatMap(Repayment.init) ?? repayment
    events = EventRules(setup)
    reconciliation = config.duration("reconciliation")
    reconciliationGrace = config.duration("reconciliationGrace") ?? reconciliationGrace
  }
}

extension CheckoutConfiguration {
  /// The configuration of a service in a scenario.
  init(_ service: ScenarioService) {
    self.init(
      ServiceSetup(
        kind: service.kind, version: "", config: ScenarioValues(service.config),
        seed: ScenarioValues(service.seed)))
  }

  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ setup: ServiceSetup) {
    self.init()
    let config = setup.config
    driver = config.text("driver").flatMap(Driver.init) ?? driver
    events = EventRules(setup)
    capture = config.text("capture").flatMap(Capture.init) ?? capture
    cancelling = config.text("cancelling").flatMap(Cancelling.init) ?? cancelling
    pricing = config.text("pricing").flatMap(Pricing.init) ?? pricing
    news = config.text("news").flatMap(News.init) ?? news
    ending = config.text("ending").flatMap(Ending.init) ?? ending
    answersAtEnd = config.flag("answersAtEnd") ?? answersAtEnd
    partners.users = config.flag("asksUsers") ?? partners.users
    partners.products = config.flag("asksProducts") ?? partners.products
    partners.shipping = config.flag("ships") ?? partners.shipping
    partners.notifications = config.flag("notifies") ?? partners.notifications
    taxBasisPoints = config.integer("tax") ?? taxBasisPoints
    stepTimeout = config.duration("stepTimeout") ?? stepTimeout
    stepAttempts = config.integer("stepAttempts") ?? stepAttempts
    deadline = config.duration("deadline") ?? deadline
    recoveryPeriod = config.duration("recoveryPeriod") ?? recoveryPeriod
    postage = Money(minorUnits: Int64(config.integer("postage") ?? 0))
    guard let stated = setup.seed.object("prices") else { return }
    for name in stated.names {
      prices[ProductID(name)] = Money(minorUnits: Int64(stated.integer(name) ?? 0))
    }
  }
}
