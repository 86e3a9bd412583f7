import Harness
import Hazards
import Primitives
import ShopContracts

extension ScenarioValues {
  /// One of the words of a choice.
  func choice<Choice: RawRepresentable>(_ name: String) -> Choice? where Choice.RawValue == String {
    text(name).flatMap { Choice(rawValue: $0) }
  }
}

extension WarehouseConfiguration {
  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ setup: ServiceSetup) {
    self.init()
    let config = setup.config
    initialStock = InitialStock.read(setup.seed).map { (ProductID($0.key), $0.value) }
    taking = config.choice("taking") ?? taking
    keyLife = config.duration("keyLife") ?? keyLife
    thinking = config.duration("thinking") ?? thinking
    releasing = config.choice("releasing") ?? releasing
    expiry = config.choice("expiry") ?? expiry
    holdLife = config.duration("holdLife") ?? holdLife
    preparing = config.choice("preparing") ?? preparing
    fencing = config.choice("fencing") ?? fencing
    consuming = config.choice("consuming") ?? consuming
  }
}

extension StorefrontConfiguration {
  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ config: ScenarioValues) {
    self.init()
    key = config.choice("key") ?? key
    whenUnknown = config.choice("whenUnknown") ?? whenUnknown
    comparesVersions = config.flag("comparesVersions") ?? comparesVersions
    breaking = config.choice("breaking") ?? breaking
    waiting = config.choice("waiting") ?? waiting
    attempts = config.integer("attempts") ?? attempts
    attemptTimeout = config.duration("attemptTimeout") ?? attemptTimeout
    firstPause = config.duration("firstPause") ?? firstPause
    longestPause = config.duration("longestPause") ?? longestPause
    reconciling = config.duration("reconciling") ?? reconciling
  }
}

extension BookingConfiguration {
  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ config: ScenarioValues) {
    self.init()
    driving = config.choice("driving") ?? driving
    undoing = config.choice("undoing") ?? undoing
    price = config.integer("price") ?? price
    attempts = config.integer("attempts") ?? attempts
    attemptTimeout = config.duration("attemptTimeout") ?? attemptTimeout
    chargeTimeout = config.duration("chargeTimeout") ?? chargeTimeout
  }
}
