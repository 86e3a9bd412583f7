import Checking

/// Whether what was judged is what a scenario expects.
package enum ExpectationOutcome: Equatable, Sendable {
  /// As expected.
  case asExpected
  /// A law was broken that should hold.
  case unexpectedViolation
  /// A law held in a run in which it should be broken.
  case missingViolation(property: String?)
  /// It could not be decided.
  case undecided(reason: String)

  /// Whether a person has to look.
  package var isGood: Bool { self == .asExpected }
}

extension ScenarioExpectation {
  /// Compares one run's verdict with what is expected of every run.
  package func outcome(of record: RunRecord) -> ExpectationOutcome {
    switch verdict {
    case .holds:
      return outcomeWhereHolding(record)
    case .violated:
      return isViolated(record) ? .asExpected : .missingViolation(property: property)
    case .sometimesViolated:
      return isViolated(record) ? .asExpected : outcomeWhereHolding(record)
    }
  }

  /// Whether a run broke what the scenario expects to be broken.
  package func isViolated(_ record: RunRecord) -> Bool {
    guard let property else { return record.firstViolation != nil }
    return record.reports.contains { $0.id == property && $0.verdict.isViolated }
  }

  private func outcomeWhereHolding(_ record: RunRecord) -> ExpectationOutcome {
    switch record.verdict {
    case .holds: .asExpected
    case .violated: .unexpectedViolation
    case .undecided(let reason): .undecided(reason: reason)
    }
  }
}
