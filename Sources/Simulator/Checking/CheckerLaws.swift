/// The laws over whole runs as values that combine.
extension Checker {
  /// Demands that operations seem to take effect one at a time, as a model answers them.
  package static func linearizable<Model: SequentialModel>(
    _ id: String, _ model: Model, limits: SearchLimits = .usual
  ) -> Checker where Subject == History<Model.Input, Model.Output> {
    Checker(id) { LinearizabilityChecker(model, limits: limits).check($0).verdict }
  }

  /// Demands that every saga of a definition ends done or undone as a whole.
  package static func sagas(_ id: String, _ shape: SagaShape) -> Checker
  where Subject == [SagaRecord] {
    Checker(id) { SagaLaw(shape).judge($0, isAtRest: true) }
  }
}

extension Checker<TransactionHistory> {
  /// Demands that transactions keep a level of isolation.
  package static func serializable(
    _ id: String, _ level: IsolationLevel = .serializable
  ) -> Checker {
    Checker(id) { SerializabilityChecker(level).check($0).verdict }
  }
}

extension Checker<[CallSample]> {
  /// Demands that a figure of a workload keeps its bound.
  package static func figure(_ id: String, _ law: NumberLaw) -> Checker {
    Checker(id) { law.judge($0).verdict }
  }
}
