/// The laws over whole runs as values that combine.
extension Checker {
  /// Demands that operations seem to take effect one at a time, as a model answers them.
  ///
  /// Undecided where there is no operation, or where the limits on the search are reached.
  public static func linearizable<Model: SequentialModel>(
    _ id: String, _ model: Model, limits: SearchLimits = .usual
  ) -> Checker where Subject == History<Model.Input, Model.Output> {
    Checker(id, "operations seem to happen one at a time") { history in
      guard history.count > 0 else { return .undecided(reason: "there was no operation to judge") }
      return LinearizabilityChecker(model, limits: limits).check(history).verdict
    }
  }

  /// Demands that every saga of a definition ends done or undone as a whole.
  package static func sagas(_ id: String, _ shape: SagaShape) -> Checker
  where Subject == [SagaRecord] {
    Checker(id, "every saga ends completed or fully compensated") {
      SagaLaw(shape).judge($0, isAtRest: true)
    }
  }
}

extension Checker<TransactionHistory> {
  /// Demands that transactions keep a level of isolation.
  public static func serializable(
    _ id: String, _ level: IsolationLevel = .serializable
  ) -> Checker {
    Checker(id, "transactions are \(level.rawValue)") {
      SerializabilityChecker(level).check($0).verdict
    }
  }
}

extension Checker<[CallSample]> {
  /// Demands that a figure of a workload keeps its bound.
  public static func figure(_ id: String, _ law: NumberLaw) -> Checker {
    Checker(id, "a figure of the workload keeps its bound") { law.judge($0).verdict }
  }
}
