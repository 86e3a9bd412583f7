package import ShopContracts

/// What may become of an order; a value that knows nothing of stores, services or time.
package struct OrderStateMachine: Hashable, Sendable {
  /// Where the order stands.
  package private(set) var status: CheckoutStatus

  /// The machine of an order that stands somewhere.
  package init(_ status: CheckoutStatus = .created) {
    self.status = status
  }

  /// Something that happens to an order.
  package enum Event: String, Hashable, Sendable, CaseIterable {
    /// Every unit is kept for it.
    case reserved
    /// The money is ours and the units are sold.
    case paid
    /// It is given up, and what was done for it is undone.
    case cancelled
    /// The carrier has it.
    case shipped
    /// The customer has it.
    case delivered
    /// It came back.
    case returned
  }

  /// What comes of an event.
  package enum Step: Hashable, Sendable {
    /// The order stands somewhere else now.
    case moves
    /// The event has happened before.
    case stays
    /// The event cannot happen there.
    case refused
  }

  /// Takes an event.
  package mutating func take(_ event: Event) -> Step {
    guard let next = next(event) else { return hasHappened(event) ? .stays : .refused }
    status = next
    return .moves
  }

  private func next(_ event: Event) -> CheckoutStatus? {
    switch (status, event) {
    case (.created, .reserved): .reserved
    case (.reserved, .paid): .paid
    case (.created, .cancelled), (.reserved, .cancelled), (.paid, .cancelled): .cancelled
    case (.paid, .shipped): .shipped
    case (.shipped, .delivered): .delivered
    case (.shipped, .returned): .returned
    case (_, _): nil
    }
  }

  /// Whether an order that stands here has seen the event.
  private func hasHappened(_ event: Event) -> Bool {
    switch event {
    case .reserved: status != .created && status != .cancelled
    case .paid: status.isBought
    case .cancelled: status == .cancelled
    case .shipped: status == .shipped || status == .delivered || status == .returned
    case .delivered: status == .delivered
    case .returned: status == .returned
    }
  }
}

extension OrderStateMachine.Event {
  /// Where an order stands after the event.
  var result: CheckoutStatus {
    switch self {
    case .reserved: .reserved
    case .paid: .paid
    case .cancelled: .cancelled
    case .shipped: .shipped
    case .delivered: .delivered
    case .returned: .returned
    }
  }
}

extension UpdateOrderStatus.ParcelEvent {
  /// What it is to an order.
  var course: OrderStateMachine.Event {
    switch self {
    case .shipped: .shipped
    case .delivered: .delivered
    case .returned: .returned
    }
  }
}
