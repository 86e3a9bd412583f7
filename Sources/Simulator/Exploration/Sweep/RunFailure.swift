import Checking
import Harness
package import Primitives

/// What was broken in a run, in few words.
package struct RunFailure: Hashable, Sendable {
  /// What it has in common with other failures of the same cause.
  package let signature: FailureSignature
  /// When it was seen, in virtual time; nothing where the process of the run ended.
  package let when: Instant?
  /// The host that showed it, in full; empty where there is no single one.
  package let location: String
  /// What was expected.
  package let expected: String
  /// What was there instead.
  package let seen: String

  /// A failure of the given parts.
  package init(
    _ signature: FailureSignature, when: Instant?, location: String, expected: String, seen: String
  ) {
    self.signature = signature
    self.when = when
    self.location = location
    self.expected = expected
    self.seen = seen
  }

  init?(_ record: RunRecord) {
    guard let signature = FailureSignature(record),
      let evidence = record.firstViolation?.verdict.evidence
    else { return nil }
    self.init(
      signature, when: evidence.when, location: evidence.location, expected: evidence.expected,
      seen: evidence.seen)
  }

  /// The failure of a run that its own code brought down.
  init(_ crash: RunCrash) {
    self.init(
      FailureSignature(
        property: RunCrash.property, place: "", event: crash.kind.rawValue, fault: ""),
      when: nil, location: "", expected: "code that leaves its process running",
      seen: crash.description)
  }

  /// Whether the process of the run ended with it, so that it cannot be run again in this one.
  package var isCrash: Bool { signature.property == RunCrash.property }
}

/// How hosted code brought down the process it ran in.
package struct RunCrash: Hashable, Sendable {
  /// The name under which it is reported, where other failures have their law.
  package static let property = "no-crash"

  /// Ways to bring down a process.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A trap: a precondition, an index out of bounds, a nil that was unwrapped.
    case trap
    /// Code that does not come back.
    case hang
    /// More memory than the scenario allows.
    case memory
    /// A call of `exit`.
    case exit
    /// The process was killed three times with the same run, as the system does when memory is short.
    case killed
  }

  /// The way.
  package let kind: Kind
  /// What the process said last, or what is known of the end.
  package let detail: String
  /// The law that was being looked at; nothing where it was the system's own code.
  package let law: String?

  /// An end in a way, with what is known of it.
  package init(_ kind: Kind, _ detail: String, law: String? = nil) {
    self.kind = kind
    self.detail = detail
    self.law = law
  }

  /// The same end without the words of a trap, which may hold what must not be shown.
  ///
  /// What a run had learnt about that is gone with its process, so that only the place is kept.
  var redacted: RunCrash {
    guard kind == .trap, !detail.isEmpty else { return self }
    let words = "Fatal error"
    guard let range = detail.firstRange(of: words) else {
      return RunCrash(kind, "[redacted]", law: law)
    }
    return RunCrash(kind, detail[..<range.lowerBound] + words + ": [redacted]", law: law)
  }
}

extension RunCrash: CustomStringConvertible {
  /// What happened, in a clause.
  package var description: String {
    let happened =
      switch kind {
      case .trap:
        law.map { "the law '\($0)' trapped, so that nothing is known of it" } ?? "the code trapped"
      case .hang: "the code does not come back"
      case .memory: "the code takes more memory than the scenario allows"
      case .exit: "the code ended the process"
      case .killed: "the process was killed, three times with this run"
      }
    return detail.isEmpty ? happened : "\(happened): \(detail)"
  }
}
