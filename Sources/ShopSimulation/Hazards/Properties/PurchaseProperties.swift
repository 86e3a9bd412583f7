import Checking
import Harness
import Hazards
import Primitives

/// Laws about purchases: what they have, and that it is what they say.
struct PurchaseProperties {
  private let facts: HazardFacts

  init(_ facts: HazardFacts) {
    self.facts = facts
  }

  /// All of them.
  var all: [Property<SystemView>] {
    [confirmedHasUnits, refusedHasNone, refusedOwnsNone, ownersExist]
  }

  private var subjects: [Subject] { [facts.movementSubject] + facts.purchaseSubjects }

  /// Who was told yes has the units, at that moment and later (patterns K3, K5, K21).
  ///
  /// More than that may be held for a moment, by a transaction that nobody has called off yet.
  private var confirmedHasUnits: Property<SystemView> {
    Property(
      "confirmed-means-taken", .always, "a confirmed order has its units",
      source: "patterns K3, K5, K21", reading: subjects
    ) { [facts] view, _ in
      let movements = facts.movementsByOrder(view)
      for purchase in facts.purchases(view) where purchase.status == .confirmed {
        let mine = movements[purchase.order.text] ?? []
        guard mine.owned < purchase.quantity else { continue }
        return .broken(
          expected: "order \(purchase.order) is confirmed and has \(purchase.quantity)",
          seen: "it has \(mine.owned)", because: mine.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// Nothing was or will be done for who was told no (patterns K20).
  ///
  /// Units may be set aside for a moment yet, until whoever holds them has heard of it.
  private var refusedHasNone: Property<SystemView> {
    Property(
      "refused-means-nothing", .always, "a refused order has no units from then on",
      source: "patterns K20", reading: subjects
    ) { [facts] view, _ in
      PurchaseProperties.ownersAmongRefused(facts, view, counting: \.finalGain)
    }
  }

  /// In the end nobody who was told no has anything (patterns K6, K43).
  private var refusedOwnsNone: Property<SystemView> {
    Property(
      "refused-owns-nothing", .atEnd, "in the end no refused order has units",
      source: "patterns K6, K43", reading: []
    ) { [facts] view, _ in
      PurchaseProperties.ownersAmongRefused(facts, view, counting: \.gain)
    }
  }

  private static func ownersAmongRefused(
    _ facts: HazardFacts, _ view: SystemView, counting gain: (Movement) -> Int
  ) -> Finding {
    let movements = facts.movementsByOrder(view)
    for purchase in facts.purchases(view) where purchase.status == .refused {
      let mine = movements[purchase.order.text] ?? []
      let owned = mine.reduce(0) { $0 + gain($1) }
      guard owned != 0 else { continue }
      return .broken(
        expected: "order \(purchase.order) was told no and has nothing",
        seen: "it has \(owned)", because: mine.map(\.sentence))
    }
    return .satisfied
  }

  /// What was taken was taken for somebody (patterns K67): a message may tell of a purchase that
  /// never came to be.
  private var ownersExist: Property<SystemView> {
    Property(
      "taken-means-asked", .atEnd, "in the end units belong to purchases that exist",
      source: "patterns K67", reading: []
    ) { [facts] view, _ in
      guard facts.desk != nil else { return .notApplicable }
      let known = OrderedSet(facts.purchases(view).map(\.order.text))
      let ghosts = facts.movementsByOrder(view).filter { order, movements in
        movements.owned != 0 && !known.contains(order)
      }
      return .holding(
        ghosts.isEmpty, expected: "units for purchases that were taken down",
        seen: "units for \(ghosts.map { "order \($0.key)" }.joined(separator: ", "))",
        because: ghosts.flatMap { $0.value.map(\.sentence) })
    }
  }
}

extension Movement {
  /// How many units more the order has for good through this movement.
  fileprivate var finalGain: Int {
    switch kind {
    case .taken, .sold: quantity
    case .returned: -quantity
    case .held, .released, .expired: 0
    }
  }
}
