import Harness
import ShopContracts

/// How often each charge had been asked for when its card was refused for good.
///
/// Who asks again since the bank was away repeats no refusal, also where the next answer is one.
final class RefusalBook {
  private var attempts: [String: Int] = [:]

  private init() {}

  /// The book of a run.
  static func of(_ view: SystemView) -> RefusalBook {
    view.kept("charges refused for good") { RefusalBook() }
  }

  /// How often a charge has been asked for after a refusal for good; looked at for each change.
  func repetitions(of charge: ProcessorCharge) -> Int {
    let reference = charge.charge.reference
    guard charge.decline?.isRetriable == false else {
      attempts[reference] = nil
      return 0
    }
    let first = attempts[reference] ?? charge.attempts
    attempts[reference] = first
    return charge.attempts - first
  }
}
