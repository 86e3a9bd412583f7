public import Primitives

/// Bounds repetitions to a share of requests, for all calls that share the budget.
///
/// Each request pays a share in, each repetition takes one out. When everything fails at once, a
/// thousand requests then cause a few hundred attempts more instead of two thousand. For any
/// stretch of time, repetitions are at most the reserve plus the share of the requests.
public final class RetryBudget {
  /// Repetitions for each request.
  public let share: Ratio
  /// How many repetitions can be saved up; the budget starts with this many.
  public let reserve: Int
  private var balance: UInt64

  /// A full budget.
  ///
  /// - Precondition: the reserve is not negative.
  public init(share: Ratio = .percent(20), reserve: Int = 10) {
    precondition(reserve >= 0, "a reserve must not be negative, got \(reserve)")
    self.share = share
    self.reserve = reserve
    balance = UInt64(reserve) * share.denominator
  }

  /// How many repetitions could be made at once.
  public var available: Int { Int(balance / share.denominator) }

  /// Pays in for a request, up to the reserve.
  func deposit() {
    let ceiling = UInt64(max(reserve, 1)) * share.denominator
    balance = min(balance + share.numerator, ceiling)
  }

  /// Takes a repetition out; says whether there was enough.
  func withdraw() -> Bool {
    guard balance >= share.denominator else { return false }
    balance -= share.denominator
    return true
  }
}
