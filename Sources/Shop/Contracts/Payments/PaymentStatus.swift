/// Where a payment stands.
package enum PaymentStatus: String, Codable, Sendable, Hashable, CaseIterable {
  /// Written down; the processor may or may not have been asked.
  case pending
  /// The processor keeps the amount for us.
  case authorized
  /// The processor is asked to take the amount.
  case processing
  /// The money is ours.
  case completed
  /// The processor is asked to give up what it keeps, or to keep it from ever happening.
  case voiding
  /// It was given up before any money moved.
  case voided
  /// The processor is asked to give money back.
  case refunding
  /// All the money went back.
  case refunded
  /// It was refused.
  case failed

  /// Whether nothing more can happen to it.
  package var isFinal: Bool {
    switch self {
    case .voided, .refunded, .failed: true
    case .pending, .authorized, .processing, .completed, .voiding, .refunding: false
    }
  }

  /// Whether the processor has been asked for something and has not said what came of it.
  package var isUnderWay: Bool {
    switch self {
    case .pending, .processing, .voiding, .refunding: true
    case .authorized, .completed, .voided, .refunded, .failed: false
    }
  }
}
