package import Primitives

/// Judges whether copies equal their source once everything is quiet.
package struct ConvergenceLaw: Sendable {
  /// The name of the source in reports.
  package let source: String

  /// The law for the copies of a source.
  package init(of source: String) { self.source = source }

  /// Judges copies at a moment of rest; without a copy nothing is decided.
  ///
  /// States are compared entry by entry, so that the evidence names the first that differ.
  package func judge<Value: Equatable>(
    _ original: OrderedDictionary<String, Value>,
    copies: [(name: String, state: OrderedDictionary<String, Value>)], at instant: Instant,
    event: Int = 0
  ) -> Verdict {
    Verdict.all(
      of: copies.lazy.map { copy in
        let differences = difference(original, copy.state)
        guard let first = differences.first else { return .holds }
        let rest = differences.count > 1 ? ["\(differences.count) entries differ"] : []
        return .violated(
          Evidence(
            expected: "\(copy.name) equals \(source) after quiet: \(first.expected)",
            seen: first.seen, when: instant, location: copy.name, because: rest, events: [event]))
      })
  }

  private func difference<Value: Equatable>(
    _ original: OrderedDictionary<String, Value>, _ copy: OrderedDictionary<String, Value>
  ) -> [(expected: String, seen: String)] {
    var differences: [(expected: String, seen: String)] = []
    for (key, value) in original where copy[key] != value {
      let seen = copy[key].map { "\($0)" } ?? "nothing"
      differences.append(("\(key) is \(value)", "\(key) is \(seen)"))
    }
    for (key, value) in copy where original[key] == nil {
      differences.append(("\(key) is nothing", "\(key) is \(value)"))
    }
    return differences
  }
}
