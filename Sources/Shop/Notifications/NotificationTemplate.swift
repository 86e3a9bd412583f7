import ShopContracts

/// What a message says.
enum NotificationTemplate {
  /// The text for a request; nothing where the subject is about an order and none is named.
  static func text(_ request: SendNotification) -> String? {
    let note = request.note.isEmpty ? "" : " (\(request.note))"
    switch (request.subject, request.order) {
    case (.welcome, _): return "Your account is open\(note)."
    case (.orderConfirmed, let order?): return "We have accepted your order \(order)\(note)."
    case (.orderCancelled, let order?): return "Your order \(order) was cancelled\(note)."
    case (.outOfStock, let order?):
      return "Your order \(order) was cancelled: too little is in stock\(note)."
    case (.orderShipped, let order?): return "Your order \(order) is on its way\(note)."
    case (.orderConfirmed, nil), (.orderCancelled, nil), (.outOfStock, nil), (.orderShipped, nil):
      return nil
    }
  }
}
