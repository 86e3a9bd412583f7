public import Primitives

/// How chance changes a pause, so that callers who failed together do not return together.
///
/// The names are those of the well-known article on backoff by Marc Brooker.
public enum Jitter: Hashable, Sendable {
  /// Not at all.
  case none
  /// Anything from nothing to the pause.
  case full
  /// At least half of the pause.
  case equal
  /// At least the pause, at most the pause and this share of it on top.
  case added(Ratio)
  /// Anything from the base to three times the pause before, whatever the shape says.
  case decorrelated
}
