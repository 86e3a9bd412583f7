import Checking
import Harness
import Hazards
import Primitives

/// Laws about shelves: nothing appears, nothing disappears, nothing is promised twice.
struct ShelfProperties {
  private let facts: HazardFacts

  init(_ facts: HazardFacts) {
    self.facts = facts
  }

  /// All of them.
  var all: [Property<SystemView>] {
    [agreement, neverBelowZero, movedOnce, neverMore, tokens]
  }

  /// A shelf is what is left after its movements (patterns K2); a lost update breaks it.
  private var agreement: Property<SystemView> {
    Property(
      "shelves-agree-with-movements", .always, "a shelf holds what its movements leave of it",
      source: "patterns K2", reading: [facts.shelfSubject, facts.movementSubject]
    ) { [facts] view, _ in
      let movements = facts.movements(view)
      for (product, before) in facts.initial {
        guard
          let shelf = view.value(of: WarehouseService.shelfTable, product, in: facts.warehouse)
        else { continue }
        let mine = movements.filter { $0.product.text == product }
        let free = before - mine.owned
        guard shelf.free == free else {
          return .broken(
            expected: "\(free) \(product) = \(before) at first - \(mine.owned) moved out",
            seen: "\(shelf.free) on the shelf", because: mine.map(\.sentence))
        }
      }
      return .satisfied
    }
  }

  /// There is never less than nothing (patterns K1).
  private var neverBelowZero: Property<SystemView> {
    Property(
      "shelves-are-never-below-zero", .always,
      "no shelf has fewer than no units, free or held", source: "patterns K1",
      reading: [facts.shelfSubject]
    ) { [facts] view, _ in
      for (product, shelf) in view.entries(of: WarehouseService.shelfTable, in: facts.warehouse)
      where shelf.free < 0 || shelf.held < 0 {
        return .broken(
          expected: "at least 0 \(product), free and held",
          seen: "\(shelf.free) free, \(shelf.held) held",
          because: facts.movements(view).filter { $0.product.text == product }.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// Each kind of movement happens to an order once (patterns K4, K68).
  ///
  /// A second hold after a release is not counted: a transaction that was called off may be tried
  /// anew.
  private var movedOnce: Property<SystemView> {
    Property(
      "units-move-once", .always, "no order takes, holds, sells or frees its units twice",
      source: "patterns K4, K68", reading: [facts.movementSubject]
    ) { [facts] view, _ in
      for (order, movements) in facts.movementsByOrder(view) {
        for kind in [Movement.Kind.taken, .sold, .returned, .expired] {
          let same = movements.filter { $0.kind == kind }
          guard same.count > 1 else { continue }
          return .broken(
            expected: "order \(order) has its units \(kind.rawValue) once",
            seen: "\(same.count) times, \(same.reduce(0) { $0 + $1.quantity }) in all",
            because: same.map(\.sentence))
        }
        let (held, freed) = (movements.count { $0.kind == .held }, movements.count(where: \.frees))
        guard freed > held else { continue }
        return .broken(
          expected: "what was held \(held) times for order \(order) is freed as often",
          seen: "freed \(freed) times", because: movements.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// What is sold and held was there (patterns K5, K7).
  private var neverMore: Property<SystemView> {
    Property(
      "never-more-than-there-was", .always, "what is sold and held is no more than there was",
      source: "patterns K5, K7", reading: [facts.movementSubject]
    ) { [facts] view, _ in
      let movements = facts.movements(view)
      for (product, before) in facts.initial {
        let mine = movements.filter { $0.product.text == product }
        guard mine.owned > before else { continue }
        return .broken(
          expected: "at most \(before) \(product) sold or held", seen: "\(mine.owned)",
          because: mine.map(\.sentence))
      }
      return .satisfied
    }
  }

  /// Writes carry tokens that do not go back (patterns K85).
  private var tokens: Property<SystemView> {
    Property(
      "tokens-never-go-back", .always, "no former owner of a lease writes after a later one",
      source: "patterns K85", reading: [facts.movementSubject]
    ) { [facts] view, _ in
      for (product, _) in facts.initial {
        let written = facts.movements(view).filter { $0.product.text == product }
          .sorted { ($0.version, $0.order.text) < ($1.version, $1.order.text) }
        let tokens = written.compactMap(\.token)
        guard !tokens.isEmpty else { continue }
        if let place = tokens.indices.dropFirst().first(where: { tokens[$0] < tokens[$0 - 1] }) {
          return .broken(
            expected: "a token of \(tokens[place - 1]) or later", seen: "token \(tokens[place])",
            because: written.map(\.sentence))
        }
      }
      return .satisfied
    }
  }
}

extension Movement {
  /// Whether units that were held are free after it.
  fileprivate var frees: Bool { kind == .released || kind == .expired }
}
