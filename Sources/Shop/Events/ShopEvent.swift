package import ServiceRuntime
import ShopContracts

/// What can happen in a checkout that nobody drives.
package enum ShopEvent: String, Sendable, CaseIterable {
  /// An order was taken down.
  case orderCreated = "order.created"
  /// The customer was charged.
  case paymentSucceeded = "payment.succeeded"
  /// The card does not pay.
  case paymentFailed = "payment.failed"
  /// The money went back, or was never taken.
  case paymentRefunded = "payment.refunded"
  /// The units are sold to the order.
  case stockReserved = "inventory.processed"
  /// There are too few units.
  case stockUnavailable = "inventory.failed"
  /// The units are back in stock.
  case stockReleased = "inventory.released"
  /// A parcel is packed.
  case shipmentCreated = "shipping.created"
  /// There will be no parcel.
  case shipmentFailed = "shipping.failed"

  /// The stream that carries the event, one for each event or one for each service.
  package func topic(_ style: EventRules.Style) -> Topic<OrderEvent> {
    switch style {
    case .queue: Topic(rawValue, carrying: rawValue)
    case .log: Topic("\(source)-events", carrying: rawValue)
    }
  }

  /// Who tells of it, by the first part of its name.
  private var source: String { String(rawValue.prefix { $0 != "." }) }

  /// Who must hear of an event over queues, or the order would never end.
  static let routes: [(ShopEvent, ServiceName)] = [
    (.orderCreated, InventoryAPI.service), (.stockReserved, OrdersAPI.service),
    (.stockUnavailable, OrdersAPI.service),
  ]

  /// The streams of a log.
  static var logTopics: [String] {
    var names: [String] = []
    for event in allCases where !names.contains(event.topic(.log).name) {
      names.append(event.topic(.log).name)
    }
    return names
  }
}
