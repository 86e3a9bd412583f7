import Checking
package import Engine
import Primitives

/// Whether what was judged is what a scenario expects.
package enum ExpectationOutcome: Equatable, Sendable {
  /// As expected.
  case asExpected
  /// A law was broken that should hold.
  case unexpectedViolation
  /// A law held in a run in which it should be broken.
  case missingViolation(property: String?)
  /// The run under the seed that the scenario names is another one than it says.
  case otherRun(expected: String, found: String)
  /// It could not be decided.
  case undecided(reason: String)

  /// Whether a person has to look.
  package var isGood: Bool { self == .asExpected }
}

extension ScenarioExpectation {
  /// Compares one run's verdict with what is expected of every run.
  ///
  /// An expectation with a seed is about the run under this seed; other runs may break what is
  /// expected to be broken, and need not.
  package func outcome(of record: RunRecord) -> ExpectationOutcome {
    let doubt: String?
    if case .undecided(let reason) = record.verdict { doubt = reason } else { doubt = nil }
    return outcome(
      seed: record.seed, digest: record.digest.description, isWanted: isViolated(record),
      isBroken: record.firstViolation != nil, doubt: doubt)
  }

  /// Compares what is known of one run with what is expected of every run.
  ///
  /// - Parameters:
  ///   - isWanted: whether what is expected to be broken was broken.
  ///   - isBroken: whether anything was broken.
  package func outcome(
    seed: Seed, digest: String, isWanted: Bool, isBroken: Bool, doubt: String?
  ) -> ExpectationOutcome {
    let isMeant = self.seed.map { $0.contains(seed.value) } ?? true
    if let stated = self.digest, self.seed != nil, isMeant, stated != digest {
      return .otherRun(expected: stated, found: digest)
    }
    if verdict != .holds, isWanted { return .asExpected }
    if verdict == .violated && isMeant
      || verdict == .sometimesViolated && self.seed != nil && isMeant
    {
      return .missingViolation(property: property)
    }
    if isBroken { return .unexpectedViolation }
    return doubt.map { .undecided(reason: $0) } ?? .asExpected
  }

  /// Whether a run broke what the scenario expects to be broken.
  ///
  /// A rare state counts as missed in each run that does not reach it.
  package func isViolated(_ record: RunRecord) -> Bool {
    guard let property else { return record.firstViolation != nil }
    return record.reports.contains {
      $0.id == property && ($0.verdict.isViolated || $0.isUnreached)
    }
  }
}
