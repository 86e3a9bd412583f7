import Checking

/// Judges a small history by trying every order of every choice of unknown operations.
///
/// It shares nothing with the checker: no list, no memo, no rule about reads.
struct LinearizabilityOracle<Model: SequentialModel> {
  let model: Model
  let operations: [Operation<Model.Input, Model.Output>]

  init(_ model: Model, _ history: History<Model.Input, Model.Output>) {
    self.model = model
    operations = history.operations
  }

  func isLinearizable() -> Bool {
    var needed = Set<Int>()
    var allowed = Set<Int>()
    for (number, operation) in operations.enumerated() {
      switch operation.outcome {
      case .succeeded: needed.insert(number)
      case .unknown: allowed.insert(number)
      case .failed: break
      }
    }
    return explore(needed, allowed, [:])
  }

  private func explore(
    _ needed: Set<Int>, _ allowed: Set<Int>, _ states: [Model.Key: Model.State]
  ) -> Bool {
    if needed.isEmpty { return true }
    for candidate in needed.union(allowed).sorted() {
      let isPossible = needed.allSatisfy {
        $0 == candidate || !operations[$0].precedes(operations[candidate])
      }
      guard isPossible else { continue }
      var next = states
      let input = operations[candidate].input
      let answer = model.apply(input, to: &next[model.key(of: input), default: model.initial])
      if case .succeeded(let seen) = operations[candidate].outcome, seen != answer { continue }
      if explore(needed.subtracting([candidate]), allowed.subtracting([candidate]), next) {
        return true
      }
    }
    return false
  }
}
