import Primitives

extension Scenario {
  /// The longest span of time that its services are told to count on: a lease, a hold, a timeout.
  ///
  /// It is read off the configuration of the services: whatever is a span there and is stated by
  /// the scenario, or as it is when nothing is said where no span is stated at all. One that is
  /// longer than a quarter of the run is left out, because nothing in it can outlast that and be
  /// looked at afterwards. Nothing where no span is known.
  package func longestSpan(in vocabulary: ScenarioVocabulary) -> Duration? {
    var stated: [Duration] = []
    var usual: [Duration] = []
    for service in services.values {
      let kind = vocabulary.services.first { $0.name == service.kind }
      for field in kind?.config ?? [] {
        guard case .duration = field.shape else { continue }
        if let span = ScenarioValues(service.config).duration(field.name) {
          stated.append(span)
        } else if let span = field.usualSpan {
          usual.append(span)
        }
      }
    }
    return stated.filter(isOutlasted).max() ?? usual.filter(isOutlasted).max()
  }

  /// Whether a run has the time to outlast a span and to be looked at afterwards.
  package func isOutlasted(_ span: Duration) -> Bool { span * 4 <= limits.time }
}

extension ScenarioField {
  /// The span that holds when nothing is said.
  fileprivate var usualSpan: Duration? {
    fallback.flatMap { try? DurationNotation.parse($0.filter { $0 != "\"" }) }
  }
}
