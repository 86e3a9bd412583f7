import Primitives
package import ServiceRuntime
import ShopContracts

/// What a careless driver writes down of a checkout.
package struct CarelessRecord: Codable, Sendable, Hashable, Fingerprinted {
  /// What the steps need and have found out.
  package var state: CheckoutState
  /// The steps that were done, or begun, in order.
  package var steps: [String]
  /// When it began.
  package let startedAt: WallTime
  /// Whether it is over.
  package var isOver: Bool

  init(_ order: CheckoutOrder, at time: WallTime) {
    state = CheckoutState(order)
    steps = []
    startedAt = time
    isOver = false
  }
}

extension CarelessRecord: CustomStringConvertible {
  package var description: String {
    "order \(state.order): \(steps.joined(separator: ", "))" + (isOver ? ", over" : "")
  }
}
