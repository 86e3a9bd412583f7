import Checking
import Engine
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
    if let difference = difference(in: record) { return difference }
    switch verdict {
    case .holds:
      return outcomeWhereHolding(record)
    case .violated:
      if isViolated(record) { return .asExpected }
      return isMeant(record) ? .missingViolation(property: property) : outcomeWhereHolding(record)
    case .sometimesViolated:
      if isViolated(record) { return .asExpected }
      return seed != nil && isMeant(record)
        ? .missingViolation(property: property) : outcomeWhereHolding(record)
    }
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

  /// Whether a run is one that the expectation is about.
  private func isMeant(_ record: RunRecord) -> Bool {
    seed.map { $0.contains(record.seed.value) } ?? true
  }

  /// Another digest than the one stated, under the seed that it is stated for.
  private func difference(in record: RunRecord) -> ExpectationOutcome? {
    guard let digest, seed != nil, isMeant(record), digest != record.digest.description else {
      return nil
    }
    return .otherRun(expected: digest, found: record.digest.description)
  }

  private func outcomeWhereHolding(_ record: RunRecord) -> ExpectationOutcome {
    switch record.verdict {
    case .holds: .asExpected
    case .violated: .unexpectedViolation
    case .undecided(let reason): .undecided(reason: reason)
    }
  }
}
