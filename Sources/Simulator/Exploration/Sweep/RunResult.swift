import Checking
package import Engine
package import Harness
import Primitives
import World

/// What one run of a sweep came to: small enough for a million of them to be written down.
package struct RunResult: Hashable, Sendable {
  /// The place of its seed in the whole list of seeds, from zero on.
  package let position: UInt64
  /// The seed.
  package let seed: Seed
  /// The fingerprint of everything that happened, as two words; zero for a run that did not end.
  package var digest: DigestWords
  /// How many events happened.
  package var events = 0
  /// How many messages were sent.
  package var messages: UInt64 = 0
  /// What was judged of each law, in the order of the scenario's laws.
  package var laws: [LawOutcome] = []
  /// Whether each planned fault struck, in the order of the scenario.
  package var struck: [Bool] = []
  /// Why the run as a whole is undecided, if it is.
  package var doubt: String?
  /// What was broken, if something was.
  package var failure: RunFailure?
  /// What the seed decided before the run, as JSON; empty where it decided nothing.
  package var drawn = ""
  /// How many values of each field to be left out were met, in the order of the scenario.
  package var redacted: [Int] = []

  /// A run of which nothing is known yet.
  package init(position: UInt64, seed: Seed) {
    self.position = position
    self.seed = seed
    digest = DigestWords(high: 0, low: 0)
  }

  /// What a finished run came to.
  ///
  /// - Parameters:
  ///   - laws: the ids of the scenario's laws.
  ///   - faults: the ids of its planned faults.
  package init(_ record: RunRecord, position: UInt64, laws: [String], faults: [String]) {
    self.init(position: position, seed: record.seed)
    let words = record.digest.words
    digest = DigestWords(high: words.high, low: words.low)
    events = record.eventCount
    messages = record.messageCount
    self.laws = laws.enumerated().map { index, id in
      // The reports come in the order of the laws unless a choice of the seed changed them.
      let isInPlace = record.reports.indices.contains(index) && record.reports[index].id == id
      let report =
        isInPlace ? record.reports[index] : record.reports.first { $0.id == id }
      return report.map(LawOutcome.init) ?? .unseen
    }
    struck = faults.map { id in
      record.faultTallies.contains { $0.id == id && $0.strikes > 0 }
    }
    if case .undecided(let reason) = record.verdict { doubt = reason }
    failure = RunFailure(record)
    drawn = RunResult.text(of: record.drawn)
    redacted = record.redacted.map(\.count)
  }

  /// A run that ended together with the process it ran in.
  package init(position: UInt64, seed: Seed, crash: RunCrash) {
    self.init(position: position, seed: seed)
    failure = RunFailure(crash)
  }

  /// Notes that laws were left out, since they had brought down the process.
  mutating func note(trapped: [String], among laws: [String]) {
    for (index, law) in laws.enumerated() where trapped.contains(law) {
      self.laws[index] = .trapped
    }
  }

  private static func text(of drawn: [RunDraw]) -> String {
    if drawn.isEmpty { return "" }
    return JSONText.compact(.object(drawn.map { ($0.subject, .text($0.value)) }))
  }
}

/// The fingerprint of a finished run, as it is shown and compared.
package struct DigestWords: Hashable, Sendable {
  /// The first sixteen digits.
  package let high: UInt64
  /// The last sixteen digits.
  package let low: UInt64

  /// A fingerprint of two words.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

extension DigestWords: CustomStringConvertible {
  /// Thirty-two hexadecimal digits.
  package var description: String {
    func digits(_ word: UInt64) -> String {
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }
    return digits(high) + digits(low)
  }
}

/// What was judged of one law in one run, as one letter.
package enum LawOutcome: UInt8, Hashable, Sendable {
  /// It held, or was reached.
  case held = 0x68
  /// It was broken.
  case violated = 0x76
  /// It was looked at and could not be decided.
  case undecided = 0x75
  /// It was never looked at.
  case unseen = 0x6E
  /// It brought down the process when it was looked at, so that nothing is known of it.
  case trapped = 0x74

  init(_ report: PropertyReport) {
    switch report.verdict {
    case .holds: self = .held
    case .violated: self = .violated
    case .undecided: self = report.looks > 0 ? .undecided : .unseen
    }
  }
}
