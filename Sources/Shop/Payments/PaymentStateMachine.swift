package import ShopContracts

/// What may become of the payment for one order.
///
/// A value that knows neither processor nor store. What we ask of the processor is an event, and so
/// is what it answers; between the two the payment is under way, and only an answer ends that. A
/// late answer to something that has been given up changes nothing. Once a payment is being undone
/// it is never charged again.
package struct PaymentStateMachine: Hashable, Sendable {
  /// Where the payment stands; nothing where nobody has asked for one.
  package private(set) var status: PaymentStatus?

  /// The machine of a payment that stands somewhere.
  package init(_ status: PaymentStatus?) {
    self.status = status
  }

  /// Something that is asked for, or that the processor says.
  package enum Event: String, Hashable, Sendable, CaseIterable {
    /// The amount is to be kept on the card.
    case authorize
    /// The processor keeps it.
    case authorized
    /// The card does not pay.
    case declined
    /// The amount is to be taken.
    case capture
    /// The processor has taken it.
    case captured
    /// The processor does not keep it any more.
    case captureRefused = "capture refused"
    /// The payment is to be undone, however far it came.
    case cancel
    /// The processor has given up what it kept.
    case voided
    /// The processor has taken it, so that there is nothing to give up.
    case voidRefused = "void refused"
    /// Money is to go back.
    case refund
    /// Some of the money went back.
    case refundedInPart = "refunded in part"
    /// All the money went back.
    case refundedInFull = "refunded in full"
    /// The processor gives nothing back.
    case refundRefused = "refund refused"

    /// Whether the processor says it; such an event is never refused, it may only be of no use.
    package var isAnswer: Bool {
      switch self {
      case .authorize, .capture, .cancel, .refund: false
      case .authorized, .declined, .captured, .captureRefused, .voided, .voidRefused,
        .refundedInPart, .refundedInFull, .refundRefused:
        true
      }
    }
  }

  /// What comes of an event.
  package enum Step: Hashable, Sendable {
    /// The payment stands somewhere else now.
    case moves
    /// It has been done, or is being done.
    case stays
    /// It cannot be done any more, or not yet.
    case refused
  }

  /// Takes an event.
  package mutating func take(_ event: Event) -> Step {
    guard let next = next(event) else { return event.isAnswer || isDone(event) ? .stays : .refused }
    status = next
    return .moves
  }

  /// Where an event leads, if it leads anywhere.
  private func next(_ event: Event) -> PaymentStatus? {
    switch (status, event) {
    case (nil, .authorize): .pending
    case (nil, .cancel), (.pending, .cancel), (.authorized, .cancel), (.processing, .cancel):
      .voiding
    case (.pending, .authorized): .authorized
    case (.pending, .declined), (.processing, .captureRefused): .failed
    case (.authorized, .capture): .processing
    case (.processing, .captured): .completed
    case (.completed, .cancel), (.completed, .refund), (.voiding, .voidRefused): .refunding
    case (.voiding, .voided): .voided
    case (.refunding, .refundedInPart), (.refunding, .refundRefused): .completed
    case (.refunding, .refundedInFull): .refunded
    case (_, _): nil
    }
  }

  /// Whether what is asked for is done or on its way.
  private func isDone(_ request: Event) -> Bool {
    switch request {
    case .authorize: status?.isCharging ?? false
    case .capture: status == .processing || status == .completed
    case .cancel: status == .failed || (status?.isUndone ?? false)
    case .refund: status == .refunding
    case .authorized, .declined, .captured, .captureRefused, .voided, .voidRefused,
      .refundedInPart, .refundedInFull, .refundRefused:
      false
    }
  }
}

extension PaymentStatus {
  /// Whether the payment is on its way to us or has arrived.
  var isCharging: Bool {
    switch self {
    case .pending, .authorized, .processing, .completed: true
    case .voiding, .voided, .refunding, .refunded, .failed: false
    }
  }

  /// Whether the payment is undone, or is being undone.
  var isUndone: Bool {
    switch self {
    case .voiding, .voided, .refunding, .refunded: true
    case .pending, .authorized, .processing, .completed, .failed: false
    }
  }
}
