/// Which cycle is which anomaly.
struct AnomalyMakes {
  let order: Anomaly.Order
  let cycle: CycleSearch.Make

  /// The cycles that rest on reads and writes alone, the most harmful first.
  static let data: [AnomalyMakes] = [
    AnomalyMakes(order: .data, cycle: .init(first: .writeWrite, others: .writeWrite)),
    AnomalyMakes(order: .data, cycle: .init(first: .writeRead, others: .information)),
    AnomalyMakes(order: .data, cycle: .init(first: .readWrite, others: .information)),
    AnomalyMakes(
      order: .data,
      cycle: .init(first: .readWrite, others: .data, antiDependencies: 2, isNonadjacent: true)),
    AnomalyMakes(
      order: .data, cycle: .init(first: .readWrite, others: .data, antiDependencies: 2)),
  ]

  /// The cycles that rest on an order of time as well.
  static func timed(_ order: Anomaly.Order) -> [AnomalyMakes] {
    let time: DependencyKind
    switch order {
    case .data: return []
    case .session: time = .session
    case .realTime: time = .realTime
    }
    return [DependencyKind.writeWrite, .information, .data].map { kinds in
      AnomalyMakes(order: order, cycle: .init(first: time, others: kinds.union(time)))
    }
  }

  /// The name of a cycle of this make.
  func kind(of found: [Dependency]) -> Anomaly.Kind {
    if cycle.isNonadjacent { return .nonadjacentAntiDependencies }
    switch found.count(where: { $0.kind == .readWrite }) {
    case 0:
      return found.contains { $0.kind == .writeRead } ? .circularInformation : .writeCycle
    case 1: return .singleAntiDependency
    default: return .antiDependencyCycle
    }
  }
}

extension Anomaly.Kind {
  /// Whether the transactions of the anomaly form a cycle.
  package var isCycle: Bool {
    switch self {
    case .writeCycle, .circularInformation, .singleAntiDependency, .nonadjacentAntiDependencies,
      .antiDependencyCycle:
      true
    case .unwrittenRead, .incompatibleOrder, .internalWrite, .unrepeatableRead, .dirtyWrite,
      .abortedRead, .intermediateRead, .lostUpdate:
      false
    }
  }
}
