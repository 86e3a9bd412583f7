import Primitives

/// Judges whether every operation of a history seems to take effect at one instant.
///
/// Operations of different keys are judged apart. Where the caller knows the order of effect it is
/// followed first, in linear time; otherwise, or when it does not explain the history, an order is
/// searched within limits. When a limit is reached the verdict is undecided.
@usableFromInline
package struct LinearizabilityChecker<Model: SequentialModel>: Sendable {
  /// What one client at a time would see.
  @usableFromInline package let model: Model
  /// How much a search may cost.
  package let limits: SearchLimits

  /// A checker against a model.
  package init(_ model: Model, limits: SearchLimits = .usual) {
    self.model = model
    self.limits = limits
  }

  /// Judges a history; the witness lists operation numbers in their true order of effect.
  ///
  /// Inlinable, as is all that follows a witness: a million operations are judged in a tenth of the
  /// time where the model is known to the compiler.
  @inlinable
  package func check(
    _ history: History<Model.Input, Model.Output>, witness: [Int]? = nil
  ) -> LinearizabilityReport {
    guard let witness else { return search(history, because: nil) }
    let check = WitnessCheck(model: model, history: history)
    if let objection = check.objection(to: witness) {
      return search(history, because: objection)
    }
    return LinearizabilityReport(following: witness)
  }

  @usableFromInline
  func search(
    _ history: History<Model.Input, Model.Output>, because reason: String?
  ) -> LinearizabilityReport {
    let parts = HistoryParts(history, model)
    var (steps, memory, order, doubt) = (0, 0, [Int](), String?.none)
    func report(_ verdict: Verdict, _ order: [Int], _ blocked: Int?) -> LinearizabilityReport {
      LinearizabilityReport(
        verdict: verdict, order: order, blocked: blocked, method: .search(because: reason),
        steps: steps, memory: memory)
    }
    for part in parts.keys.indices {
      guard steps < limits.steps else {
        doubt = doubt ?? undecided(parts, part, "the limit on steps")
        break
      }
      var search = LinearizabilitySearch(
        model, history.operations, numbers: parts.numbers(of: part),
        entries: parts.entries(of: part))
      let rest = SearchLimits(steps: limits.steps - steps, memory: limits.memory)
      let result = search.run(rest)
      steps += search.steps
      memory = max(memory, search.memory)
      switch result {
      case .explained(let found): order += found
      case .exceeded(let limit): doubt = doubt ?? undecided(parts, part, limit)
      case .blocked(let blocked, let prefix, let state):
        let words = LinearizabilityWords(model: model, history: history)
        let evidence = words.evidence(
          blocked, after: prefix, in: state, of: parts.numbers(of: part).count,
          key: parts.keys.count > 1 ? "\(parts.keys[part])" : nil)
        return report(.violated(evidence), prefix, blocked)
      }
    }
    return report(doubt.map { .undecided(reason: $0) } ?? .holds, order, nil)
  }

  private func undecided(_ parts: HistoryParts<Model>, _ part: Int, _ limit: String) -> String {
    let key = parts.keys.count > 1 ? " on \(parts.keys[part])" : ""
    return "no order of \(parts.numbers(of: part).count) operations\(key) was found"
      + " within \(limit)"
  }
}

/// Says in words why a history is not linearizable.
struct LinearizabilityWords<Model: SequentialModel> {
  let model: Model
  let history: History<Model.Input, Model.Output>
  /// How many operations before the blocked one are written out.
  private static var shownCount: Int { 6 }

  init(model: Model, history: History<Model.Input, Model.Output>) {
    self.model = model
    self.history = history
  }

  func evidence(
    _ blocked: Int, after prefix: [Int], in state: Model.State, of count: Int, key: String?
  ) -> Evidence {
    let operation = history.operations[blocked]
    var copy = state
    let answer = model.apply(operation.input, to: &copy)
    let place = key.map { " on \($0)" } ?? ""
    let shown = prefix.suffix(Self.shownCount)
    let cut = prefix.count > shown.count ? ", of which the last \(shown.count) are" : ":"
    return Evidence(
      expected: "an order of \(count) operations\(place) in which every answer fits",
      seen: "at most \(prefix.count) fit, and \(sentence(blocked)) cannot follow them",
      when: operation.ended ?? operation.invoked,
      because: ["\(prefix.count) operations fit in order\(cut)"] + shown.map(sentence) + [
        "the state is then \(model.describe(state)), and \(operation.input) would be answered \(answer)",
        "\(sentence(blocked)) had to take effect between \(operation.invoked) and "
          + "\(operation.ended ?? .distantFuture)",
      ],
      events: shown.map { history.operations[$0].event } + [operation.event])
  }

  private func sentence(_ number: Int) -> String {
    let operation = history.operations[number]
    let end =
      switch operation.outcome {
      case .succeeded(let output): " → \(output)"
      case .failed: " (failed)"
      case .unknown: " (outcome unknown)"
      }
    return "client \(operation.client): \(operation.input)\(end)"
  }
}
