import Checking
import Engine
import Harness
import Primitives

/// Why a law was broken, in at most twelve plain sentences taken from the causal past.
///
/// Sentences are chosen, never invented: each tells one event of the core of the cone, and the
/// last two tell what the law saw and what the run would have been without the decisive fault.
/// Where the core holds more than fits, what distinguishes this run from an ordinary one stays:
/// faults, what they did to messages, waits in vain, repeated requests, and commits that touch the
/// records of the violation.
package struct Story {
  /// The sentences in order of time.
  package let sentences: [StorySentence]
  /// How many events of the core could have been told as well.
  package let omitted: Int

  /// The most sentences that tell an event.
  private static let most = 10

  /// The fewest sentences that a story should have.
  private static let least = 4

  /// The story of an explained violation.
  package init(_ explanation: Explanation) {
    let teller = SentenceTeller(explanation)
    let all = explanation.core.events.compactMap { teller.candidate($0) }
    let plain = all.filter { !teller.isRemark($0.sentence.event) }
    // What services say themselves fills up a story that would be too short without it.
    let candidates = plain.count >= Story.least ? plain : all
    let chosen = Story.choose(candidates, always: explanation.violation)
    omitted = candidates.count - chosen.count
    let evidence = explanation.evidence
    let conclusion = [
      StorySentence(
        instant: evidence.when,
        text: "\(explanation.report.id) is broken: expected "
          + "\(evidence.expected.shortened(to: 400)); seen \(evidence.seen.shortened(to: 400)).",
        event: explanation.violation, weight: .violation),
      StorySentence(
        instant: evidence.when, text: explanation.decisive.sentence,
        event: explanation.decisive.events.last ?? -1,
        weight: explanation.decisive.ids.isEmpty ? .ordinary : .fault),
    ]
    sentences = chosen.map(\.sentence) + conclusion
  }

  /// What is said over and over is worth little after the second time, counted from the end.
  private static func withoutEchoes(
    _ candidates: [SentenceTeller.Candidate]
  ) -> [SentenceTeller.Candidate] {
    var counts: [String: Int] = [:]
    return candidates.reversed().map { candidate in
      // Attempts and orders differ by their numbers only.
      let text = candidate.sentence.text.filter { !$0.isNumber }
      let count = counts[text, default: 0]
      counts[text] = count + 1
      guard count >= 2 else { return candidate }
      return SentenceTeller.Candidate(
        sentence: candidate.sentence, worth: candidate.worth - 10 * (count - 1))
    }
  }

  /// The sentences that matter most, in order of time.
  private static func choose(
    _ candidates: [SentenceTeller.Candidate], always: Int
  ) -> [SentenceTeller.Candidate] {
    guard candidates.count > most else { return candidates }
    let ranked = withoutEchoes(candidates).sorted { left, right in
      let isLeft = left.sentence.event == always
      let isRight = right.sentence.event == always
      if isLeft != isRight { return isLeft }
      // Of equals the later one stays: it is nearer to the violation.
      return (left.worth, left.sentence.event) > (right.worth, right.sentence.event)
    }
    return ranked.prefix(most).sorted { $0.sentence.event < $1.sentence.event }
  }
}
