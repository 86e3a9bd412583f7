package import Primitives

/// Why a planned fault did not strike in a run.
package enum FaultSilence: Hashable, Sendable {
  /// Its time comes after nothing strikes any more.
  case late(begin: Instant, end: Instant)
  /// What it waits for came so often; one that comes later is meant where a number is given.
  case unmatched(Int, meant: Int?)
  /// What it waits for came so often, at no moment at which its other conditions held.
  case disallowed(Int)
  /// The fault after which it comes did not strike.
  case unfollowed(String)
  /// No message came that it could hit.
  case idle
  /// Its conditions held so often, and chance took none of the occasions.
  case unlucky(Int)
  /// Its conditions held so often, and nothing struck any more when its delay was over.
  case waiting(Int)
  /// Its conditions held so often, and there was nothing to strike.
  case missed(Int)
}

extension FaultSilence: CustomStringConvertible {
  /// Why, as a clause for people.
  package var description: String {
    switch self {
    case .late(let begin, let end):
      "its time is \(begin), and after \(end) nothing strikes any more"
    case .unmatched(0, _): "what its 'when' waits for never came"
    case .unmatched(let count, let meant):
      "what its 'when' waits for came \(FaultSilence.times(count))"
        + (meant.map { ", and number \($0) is meant" } ?? "")
    case .disallowed(let count):
      "what its 'when' waits for came \(FaultSilence.times(count)), never while the rest of it held"
    case .unfollowed(let id): "the fault '\(id)', after which it comes, did not strike"
    case .idle: "no message came that it could hit"
    case .unlucky(let count):
      "its 'when' held \(FaultSilence.times(count)), and chance took no occasion"
    case .waiting(let count):
      "its 'when' held \(FaultSilence.times(count)), and its delay was too long"
    case .missed(let count):
      "its 'when' held \(FaultSilence.times(count)), and there was nothing to strike"
    }
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}

extension ArmedFault {
  /// Why it has not struck; nothing where it has.
  ///
  /// - Parameter end: since when nothing strikes any more, or now.
  func silence(until end: Instant) -> FaultSilence? {
    guard strikes == 0 else { return nil }
    if misses > 0 { return .missed(misses) }
    if occasions > 0 {
      return trigger.probability < .one ? .unlucky(occasions) : .waiting(occasions)
    }
    let first = max(begin, .zero + (trigger.during?.from ?? .zero))
    switch trigger.occasions {
    case .message, .failpoint, .event:
      if matches == 0 { return .unmatched(0, meant: nil) }
      let meant =
        trigger.message?.nth ?? trigger.failpoint?.nth ?? trigger.event?.nth
      if let meant, matches < meant { return .unmatched(matches, meant: meant) }
      return first > end ? .late(begin: first, end: end) : .disallowed(matches)
    case .afterFault where !hasFollowed:
      return trigger.afterFault.map(FaultSilence.unfollowed)
    case .at, .during, .every, .afterFault, .never:
      return first > end ? .late(begin: first, end: end) : .idle
    }
  }
}
