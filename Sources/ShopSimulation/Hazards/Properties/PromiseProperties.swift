import Checking
import Harness
import Hazards
import Primitives

/// Laws about what customers may rely on: an answer, soon, and an end.
struct PromiseProperties {
  private let facts: HazardFacts
  /// How long a customer may be kept waiting.
  private let patience = Duration.seconds(5)

  init(_ facts: HazardFacts) {
    self.facts = facts
  }

  /// All of them.
  var all: [Property<SystemView>] {
    [everyPurchaseEnds, answeredInTime]
  }

  /// No purchase is left open for ever (patterns K40, K108).
  private var everyPurchaseEnds: Property<SystemView> {
    Property(
      "every-purchase-ends", .atEnd, "each purchase is confirmed or refused in the end",
      source: "patterns K40, K108", reading: []
    ) { [facts] view, _ in
      let all = facts.purchases(view)
      let open = all.filter { $0.status == .pending }
      return .holding(
        open.isEmpty, expected: "every purchase confirmed or refused",
        seen: "\(open.count) of \(all.count) still pending",
        because: open.map { "order \($0.order) is pending" })
    }
  }

  /// Nobody waits for longer than five seconds (patterns K18, K19).
  ///
  /// What the storefront promises is its own time: a customer whom a fault on the storefront
  /// itself or on the way to it kept from asking or from hearing is not counted. What goes wrong
  /// behind the storefront is no excuse.
  private var answeredInTime: Property<SystemView> {
    Property(
      "answered-in-time", .atEnd, "every customer has an answer within five seconds",
      source: "patterns K18, K19", reading: []
    ) { [patience, facts] view, now in
      for (position, operation) in view.operations.enumerated()
      where operation.command == "buy" {
        let waited = (operation.ended ?? now) - operation.invoked
        guard waited > patience || operation.result.isUnknown else { continue }
        guard let desk = facts.desk,
          !view.faultStood(betweenClientAnd: desk, duringOperation: position, until: now)
        else { continue }
        return .broken(
          expected: "an answer to \(operation.arguments) within \(patience.rounded)",
          seen: operation.result.isUnknown ? "none" : "after \(waited.rounded)", because: [])
      }
      return .satisfied
    }
  }
}

extension ClientOperation.Result {
  /// Whether the client was left without an answer.
  fileprivate var isUnknown: Bool {
    switch self {
    case .pending, .unknown: true
    case .succeeded, .failed: false
    }
  }
}
