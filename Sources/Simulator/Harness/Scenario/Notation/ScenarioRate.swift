import Primitives

/// How often something happens.
package struct ScenarioRate: Hashable, Sendable {
  /// How many times, at least once.
  package var count: Int
  /// In which span of time, more than nothing.
  package var per: Duration

  /// So many times in a span of time.
  package init(count: Int, per: Duration) {
    self.count = count
    self.per = per
  }

  /// The rate as it is written.
  package var text: String {
    let span = per.text
    return span == "1s" || span == "1m" || span == "1h"
      ? "\(count)/\(span.dropFirst())" : "\(count)/\(span)"
  }
}
