/// What a message to a customer is about.
package enum NotificationSubject: String, Codable, Sendable, Hashable, CaseIterable {
  /// The account is open.
  case welcome
  /// The order is accepted.
  case orderConfirmed = "order-confirmed"
  /// The order is given up.
  case orderCancelled = "order-cancelled"
  /// The order is given up because too little is in stock.
  case outOfStock = "out-of-stock"
  /// The parcel is on its way.
  case orderShipped = "order-shipped"
}
