import Checking

/// What happened to one object in a run.
enum WitnessMoment {
  /// An operation began, and a commit was made for it later or not.
  case began(Int, hasEffect: Bool)
  /// The commit for an operation.
  case effect(Int)
  /// An operation ended.
  case ended(Int)
}

/// The order of effect that the commits of a run show.
///
/// A commit stands where it happened. An operation without one, such as a read, is put at the first
/// moment at which its answer fits the state and the state stays as it is.
struct WitnessOrder<Model: SequentialModel> {
  /// The operations in order of effect, or nothing when the commits do not explain the answers.
  private(set) var order: [Int]?

  init(
    _ model: Model, _ history: History<Model.Input, Model.Output>, _ timeline: [WitnessMoment]
  ) {
    var state = model.initial
    var waiting: [Int] = []
    var order: [Int] = []
    func fits(_ number: Int) -> Bool {
      var next = state
      let operation = history.operations[number]
      let answer = model.apply(operation.input, to: &next)
      switch operation.outcome {
      case .succeeded(let seen): return next == state && model.accepts(seen, insteadOf: answer)
      case .failed, .unknown: return false
      }
    }
    for moment in timeline {
      switch moment {
      case .began(let number, let hasEffect):
        if hasEffect { continue }
        if fits(number) { order.append(number) } else { waiting.append(number) }
      case .effect(let number):
        if case .failed = history.operations[number].outcome { return }
        _ = model.apply(history.operations[number].input, to: &state)
        order.append(number)
        waiting.removeAll { number in
          guard fits(number) else { return false }
          order.append(number)
          return true
        }
      case .ended(let number):
        guard waiting.contains(number) else { continue }
        if case .succeeded = history.operations[number].outcome { return }
        waiting.removeAll { $0 == number }
      }
    }
    self.order = order
  }
}
