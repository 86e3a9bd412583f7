import Primitives
package import ShopContracts
package import ShopEvents

/// How an orders service checks out.
package struct CheckoutConfiguration: Sendable {
  /// Who brings an order to its end.
  package var driver: Driver
  /// How the services speak with each other where events drive.
  package var events: EventRules?
  /// When the money is taken.
  package var capture: Capture
  /// What becomes of an order that its customer wants no more.
  package var cancelling: Cancelling
  /// What an order costs.
  package var pricing: Pricing
  /// What becomes of news that contradict where an order stands.
  package var news: News
  /// When the end of a saga becomes the end of its order.
  package var ending: Ending
  /// Whether whoever orders waits for the end, or is answered once the order is durable.
  package var answersAtEnd: Bool
  /// Who else takes part beside inventory and payments.
  package var partners: Partners
  /// The prices of products where there is no catalogue.
  package var prices: [ProductID: Money]
  /// Tax on everything, in ten-thousandths.
  package var taxBasisPoints: Int
  /// What sending a parcel costs.
  package var postage: Money
  /// How long an attempt at a step may take.
  package var stepTimeout: Duration
  /// How often a step is tried before the order is given up.
  package var stepAttempts: Int
  /// How long an order may take until it is decided.
  package var deadline: Duration
  /// How often orders are looked for that nobody brings to an end.
  package var recoveryPeriod: Duration

  package init() {
    driver = .saga
    events = nil
    capture = .last
    cancelling = .refused
    pricing = .kept
    news = .checked
    ending = .together
    answersAtEnd = true
    partners = Partners()
    prices = [:]
    taxBasisPoints = 0
    postage = .zero()
    stepTimeout = .seconds(3)
    stepAttempts = 3
    deadline = .seconds(60)
    recoveryPeriod = .seconds(10)
  }

  /// Services that take part where the scenario has them.
  package struct Partners: Sendable, Hashable {
    /// Whether the users service says who may order.
    package var users = false
    /// Whether the products service says what things cost.
    package var products = false
    /// Whether the shipping service packs a parcel.
    package var shipping = true
    /// Whether customers are told.
    package var notifications = false

    package init() {}
  }

  /// When the money is taken.
  package enum Capture: String, Sendable, CaseIterable {
    /// After everything else is certain.
    case last
    /// As soon as the card is known to pay, before the units are sold.
    case beforeSelling = "before-selling"
  }

  /// What becomes of an order that its customer wants no more.
  package enum Cancelling: String, Sendable, CaseIterable {
    /// It stays: customers have to send it back.
    case refused
    /// The parcel, the units and the money are given back, in that order, by a saga.
    case saga
    /// The order is called cancelled, and nothing else is done about it.
    case orderOnly = "order-only"
  }

  /// What an order costs.
  package enum Pricing: String, Sendable, CaseIterable {
    /// What its lines cost when it was taken down, and nothing else ever.
    case kept
    /// Its lines cost what they cost at one moment, its sum what it was at the next.
    case askedTwice = "asked-twice"
    /// What its lines cost on the day on which it is looked at after it was paid.
    case renewed
  }

  /// What becomes of news that contradict where an order stands.
  package enum News: String, Sendable, CaseIterable {
    /// They are refused, or have happened before.
    case checked
    /// The latest news are the truth.
    case latest
  }

  /// When the end of a saga becomes the end of its order.
  package enum Ending: String, Sendable, CaseIterable {
    /// In the transaction that ends the saga.
    case together
    /// Afterwards, by whoever started it.
    case afterwards
  }

  /// Who brings an order to its end.
  package enum Driver: String, Sendable, CaseIterable {
    /// A saga whose record is written before each thing is done.
    case saga
    /// Events between the services; nobody is in charge.
    case events
    /// Code that keeps what it has done in memory.
    case forgetful
    /// Code that writes down what it has done after it has done it, and undoes that after a crash.
    case actsFirst = "acts-first"
    /// Code that takes silence for a no, and undoes nothing that it did not hear of.
    case trusting
    /// Code that tries to undo each thing once and believes that it is undone.
    case undoesOnce = "undoes-once"
    /// Code that writes the order down when everything is done for it.
    case writesLast = "writes-last"
    /// Code whose sweeper undoes what takes long, without asking whether anybody is at work on it.
    case sweeps
  }
}
