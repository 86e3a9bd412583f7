/// Where an order stands that is paid for.
package enum CheckoutStatus: String, Codable, Sendable, Hashable, CaseIterable {
  /// Written down; nothing is certain yet.
  case created
  /// Every unit is kept for it.
  case reserved
  /// The money is ours: the customer has our word.
  case paid
  /// It is on its way.
  case shipped
  /// The customer has it.
  case delivered
  /// It came back.
  case returned
  /// It was given up, and whatever was done for it is undone.
  case cancelled

  /// Whether nothing more can happen to it.
  package var isFinal: Bool {
    switch self {
    case .delivered, .returned, .cancelled: true
    case .created, .reserved, .paid, .shipped: false
    }
  }

  /// Whether the checkout has ended, one way or the other.
  package var isSettled: Bool {
    switch self {
    case .paid, .shipped, .delivered, .returned, .cancelled: true
    case .created, .reserved: false
    }
  }

  /// Whether the customer has paid and gets what was ordered.
  package var isBought: Bool { isSettled && self != .cancelled }
}
