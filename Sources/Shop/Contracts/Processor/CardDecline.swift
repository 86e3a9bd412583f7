/// Why a card does not pay.
package enum CardDecline: String, Codable, Sendable, Hashable, CaseIterable {
  /// There is too little money.
  case insufficientFunds = "insufficient-funds"
  /// The card is too old.
  case expiredCard = "expired-card"
  /// Somebody else seems to use it.
  case suspectedFraud = "suspected-fraud"
  /// The card's bank does not want to, and does not say why.
  case doNotHonor = "do-not-honor"
  /// The card's bank does not answer at the moment.
  case bankUnavailable = "bank-unavailable"

  /// Whether another attempt may fare better.
  package var isRetriable: Bool {
    switch self {
    case .bankUnavailable: true
    case .insufficientFunds, .expiredCard, .suspectedFraud, .doNotHonor: false
    }
  }

  /// The name under which an error's details tell the decline.
  package static let detail = "decline"
}
