package import Engine

/// Compares two executions of the same seeds and finds where they part.
package enum DeterminismCheck {
  /// Two executions of one seed that came to different things.
  package struct Mismatch: Hashable, Sendable {
    /// The seed.
    package let seed: Seed
    /// The digests, of the first and of the second execution.
    package let digests: [String]
  }

  /// Where two executions part.
  package struct Parting: Hashable, Sendable {
    /// The number of the first event that differs, counted from one.
    package let event: Int
    /// The event in the first execution; nothing when it had ended.
    package let first: String?
    /// The event in the second execution; nothing when it had ended.
    package let second: String?

    /// What most likely leaks, judged by what differs.
    package var suspicion: String {
      guard let first, let second else {
        return "one execution went on: something outside the seed decides when work ends"
      }
      let left = first.split(separator: "\t", omittingEmptySubsequences: false)
      let right = second.split(separator: "\t", omittingEmptySubsequences: false)
      guard left.count == right.count, left.count >= 8 else { return "the events differ in kind" }
      if left[0] != right[0] {
        return "the instant differs: a real clock or a draw from outside the seed"
      }
      if left[1...3] != right[1...3] {
        return "another event comes first: the order of a hash collection or of foreign tasks"
      }
      return "the content differs: a hash order, an address, a real clock or chance in a value"
    }
  }

  /// The seeds whose executions differ, in the order of the first execution.
  package static func mismatches(_ first: [RunProbe], _ second: [RunProbe]) -> [Mismatch] {
    var others: [Seed: RunProbe] = [:]
    for probe in second { others[probe.seed] = probe }
    return first.compactMap { probe in
      guard let other = others[probe.seed], other != probe else { return nil }
      return Mismatch(seed: probe.seed, digests: [probe.digest, other.digest])
    }
  }

  /// The first event that differs between two full traces, written as lines.
  package static func parting(_ first: [String], _ second: [String]) -> Parting? {
    let shared = min(first.count, second.count)
    let position = (0..<shared).first { first[$0] != second[$0] } ?? shared
    guard position < max(first.count, second.count) else { return nil }
    return Parting(
      event: position + 1, first: position < first.count ? first[position] : nil,
      second: position < second.count ? second[position] : nil)
  }
}
