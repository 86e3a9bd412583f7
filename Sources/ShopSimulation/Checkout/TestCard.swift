import ShopContracts

/// Cards that behave as their token says, as card processors give them to those who test.
enum TestCard: String, CaseIterable {
  /// There is too little money.
  case empty = "card-without-money"
  /// It is too old.
  case expired = "card-expired"
  /// It was stolen.
  case stolen = "card-stolen"
  /// Its bank is away the first two times that it is asked.
  case away = "card-whose-bank-is-away"

  /// Why the card does not pay when it is asked for the nth time, from one; nothing where it does.
  func decline(attempt: Int) -> CardDecline? {
    switch self {
    case .empty: .insufficientFunds
    case .expired: .expiredCard
    case .stolen: .suspectedFraud
    case .away: attempt <= 2 ? .bankUnavailable : nil
    }
  }
}
