import Checking
import Harness
import Hazards
import Primitives

/// Laws about what is set aside and what is charged for it.
struct HoldProperties {
  private let facts: HazardFacts

  init(_ facts: HazardFacts) {
    self.facts = facts
  }

  /// All of them.
  var all: [Property<SystemView>] {
    [endOnce, end, notAfterExpiry, soldInTime, chargedOnce, moneyForSales]
  }

  /// A hold ends in one way and once (patterns K8).
  private var endOnce: Property<SystemView> {
    Property(
      "holds-end-once", .always, "a hold is released, expires or is sold, and that once",
      source: "patterns K8", reading: [facts.movementSubject]
    ) { [facts] view, _ in
      for (order, movements) in facts.movementsByOrder(view) {
        let held = movements.count { $0.kind == .held }
        let ended = movements.filter(\.endsHold)
        guard ended.count > held else { continue }
        return .broken(
          expected: "\(held) ends of what was held for order \(order)", seen: "\(ended.count)",
          because: movements.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// Nothing is left set aside for nobody (patterns K8, K51).
  private var end: Property<SystemView> {
    Property(
      "every-hold-ends", .atEnd, "nothing is held in the end", source: "patterns K8, K51",
      reading: []
    ) { [facts] view, _ in
      let open = facts.movementsByOrder(view).filter { _, movements in
        movements.count { $0.kind == .held } > movements.count(where: \.endsHold)
      }
      return .holding(
        open.isEmpty, expected: "no units set aside",
        seen: "units set aside for \(open.map { "order \($0.key)" }.joined(separator: ", "))",
        because: open.flatMap { $0.value.map(\.sentence) })
    }
  }

  /// What was held for too long belongs to others (patterns K9).
  private var notAfterExpiry: Property<SystemView> {
    Property(
      "expired-holds-are-not-sold", .always,
      "what was held for too long is not sold afterwards", source: "patterns K9",
      reading: [facts.movementSubject]
    ) { [facts] view, _ in
      for (order, movements) in facts.movementsByOrder(view) {
        let kinds = movements.map(\.kind)
        guard kinds.contains(.expired), kinds.contains(.sold) else { continue }
        return .broken(
          expected: "order \(order) gets nothing: its hold expired", seen: "it was sold",
          because: movements.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// A hold is worth nothing from the instant on at which it ends (patterns K9).
  private var soldInTime: Property<SystemView> {
    Property(
      "holds-are-sold-in-time", .always,
      "what is held is sold before the time of its hold is over", source: "patterns K9",
      reading: [facts.movementSubject]
    ) { [facts] view, _ in
      var ends = OrderedDictionary<String, Hold>()
      for hold in facts.holds(view) { ends[hold.order.text] = hold }
      for movement in facts.movements(view) where movement.kind == .sold {
        guard let hold = ends[movement.order.text], movement.at >= hold.end else { continue }
        return .broken(
          expected: "order \(movement.order) before its hold ends at \(hold.end)",
          seen: "it was sold at \(movement.at)",
          because: facts.movements(view).filter { $0.order == movement.order }.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// Money moves once each way (patterns K65).
  private var chargedOnce: Property<SystemView> {
    Property(
      "charged-at-most-once", .always, "no order is charged or refunded twice",
      source: "patterns K65", reading: facts.chargeSubjects
    ) { [facts] view, _ in
      for (order, charges) in HoldProperties.byOrder(facts.charges(view)) {
        for isRefund in [false, true] {
          let same = charges.filter { $0.isRefund == isRefund }
          guard same.count > 1 else { continue }
          return .broken(
            expected: "order \(order) once", seen: "\(same.count) times",
            because: same.map(\.description))
        }
      }
      return .satisfied
    }
  }

  /// In the end money is kept for what was sold (patterns K43, K64).
  private var moneyForSales: Property<SystemView> {
    Property(
      "money-only-for-what-is-sold", .atEnd,
      "in the end money is kept for confirmed orders only", source: "patterns K43, K64",
      reading: []
    ) { [facts] view, _ in
      let charges = HoldProperties.byOrder(facts.charges(view))
      guard facts.cashier != nil else { return .notApplicable }
      for purchase in facts.purchases(view) {
        let kept = (charges[purchase.order.text] ?? []).reduce(0) {
          $0 + ($1.isRefund ? -$1.amount : $1.amount)
        }
        guard (kept > 0) != (purchase.status == .confirmed) else { continue }
        return .broken(
          expected: "money for order \(purchase.order) exactly if it is confirmed",
          seen: "\(kept) kept, order \(purchase.status.rawValue)",
          because: (charges[purchase.order.text] ?? []).map(\.description))
      }
      return .satisfied
    }
  }

  private static func byOrder(_ charges: [Charge]) -> OrderedDictionary<String, [Charge]> {
    var result = OrderedDictionary<String, [Charge]>()
    for charge in charges { result[charge.order.text, default: []].append(charge) }
    return result
  }
}

extension Movement {
  /// Whether nothing is held any more after it.
  fileprivate var endsHold: Bool { kind == .released || kind == .expired || kind == .sold }
}
