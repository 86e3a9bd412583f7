/// Follows an order of effect that the caller knows, in linear time.
///
/// The simulator knows when each operation was committed, which turns the search for an order
/// into checking one. A witness that does not explain the history proves nothing against it, since
/// another order may.
@usableFromInline
struct WitnessCheck<Model: SequentialModel> {
  @usableFromInline let model: Model
  @usableFromInline let history: History<Model.Input, Model.Output>

  @inlinable
  init(model: Model, history: History<Model.Input, Model.Output>) {
    self.model = model
    self.history = history
  }

  /// Why the order does not explain the history, or nothing when it does.
  @inlinable
  func objection(to witness: some Collection<Int>) -> String? {
    let operations = history.operations
    var taken = BitSet(capacity: operations.count)
    var positions: [Model.Key: Int] = [:]
    var states: [Model.State] = []
    var latestStart = Int32(-1)
    for number in witness {
      guard operations.indices.contains(number) else { return "it names no operation \(number)" }
      guard !taken.contains(number) else { return "it names operation \(number) twice" }
      taken.insert(number)
      let (start, end) = (operations[number].start, operations[number].end)
      guard end > latestStart else {
        return "operation \(number) had ended before one that it puts earlier was invoked"
      }
      latestStart = max(latestStart, start)
      let key = model.key(of: operations[number].input)
      let position = positions[key] ?? states.count
      if position == states.count {
        positions[key] = position
        states.append(model.initial)
      }
      let answer = model.apply(operations[number].input, to: &states[position])
      switch operations[number].outcome {
      case .unknown: break
      case .failed: return "it names operation \(number), which surely had no effect"
      case .succeeded(let seen):
        guard model.accepts(seen, insteadOf: answer) else {
          return "operation \(number) was answered \(seen), where it demands \(answer)"
        }
      }
    }
    return omission(taken)
  }

  @inlinable
  func omission(_ taken: BitSet) -> String? {
    for (number, operation) in history.operations.enumerated() where !taken.contains(number) {
      if case .succeeded = operation.outcome { return "it leaves out operation \(number)" }
    }
    return nil
  }
}
