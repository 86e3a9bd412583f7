/// What a circuit breaker does with the next call.
public enum CircuitState: String, Hashable, Sendable, CaseIterable {
  /// Lets it through.
  case closed
  /// Refuses it: the target kept failing.
  case open
  /// Lets a few through to see whether the target has recovered.
  case halfOpen = "half-open"
  /// Refuses it until a person says otherwise.
  case isolated
}
