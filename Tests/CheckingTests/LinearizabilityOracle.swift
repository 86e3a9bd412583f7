import Checking

/// Judges a small history by trying every order of every choice of unknown operations.
///
/// It shares nothing with the checker: no list, no memo, no rule about reads.
struct LinearizabilityOracle<Model: SequentialModel> {
  let model: Model
  private let operations: [Operation<Model.Input, Model.Output>]
  /// For each operation those that ended before it began, one bit each.
  private let predecessors: [UInt16]

  /// - Precondition: the history has at most sixteen operations.
  init(_ model: Model, _ history: History<Model.Input, Model.Output>) {
    let operations = history.operations
    precondition(operations.count <= 16, "\(operations.count) operations, room for 16")
    self.model = model
    self.operations = operations
    predecessors = operations.map { later in
      operations.indices.reduce(0) { set, number in
        operations[number].precedes(later) ? set | 1 << UInt16(number) : set
      }
    }
  }

  func isLinearizable() -> Bool {
    var (needed, allowed): (UInt16, UInt16) = (0, 0)
    for (number, operation) in operations.enumerated() {
      switch operation.outcome {
      case .succeeded: needed |= 1 << UInt16(number)
      case .unknown: allowed |= 1 << UInt16(number)
      case .failed: break
      }
    }
    return explore(needed, allowed, [:])
  }

  private func explore(
    _ needed: UInt16, _ allowed: UInt16, _ states: [Model.Key: Model.State]
  ) -> Bool {
    if needed == 0 { return true }
    var candidates = needed | allowed
    while candidates != 0 {
      let candidate = candidates.trailingZeroBitCount
      let bit = UInt16(1) << UInt16(candidate)
      candidates ^= bit
      guard predecessors[candidate] & needed == 0 else { continue }
      var next = states
      let input = operations[candidate].input
      let answer = model.apply(input, to: &next[model.key(of: input), default: model.initial])
      if case .succeeded(let seen) = operations[candidate].outcome, seen != answer { continue }
      if explore(needed & ~bit, allowed & ~bit, next) { return true }
    }
    return false
  }
}
