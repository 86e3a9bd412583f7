import Engine
import Primitives

/// A planned fault in a run: what it has seen so far, and its own draws.
///
/// Every draw is addressed by the fault's id, a purpose and a number, so that one fault more or
/// less leaves the draws of all others as they were.
final class ArmedFault {
  let planned: PlannedFault
  let number: Int
  /// The instant that `at` came to, or the origin.
  let begin: Instant
  /// How many messages, failpoints or events matched so far.
  var matches = 0
  /// How many of them each condition that only allows has seen.
  var failpointsSeen = 0
  var eventsSeen = 0
  var hasFollowed = false
  var occasions = 0
  var strikes = 0
  var misses = 0
  var firstStrike: Instant?
  var lastStrike: Instant?
  /// How many stretches are open in which a fault of messages hits.
  var openings = 0
  /// Whether it strikes no more, whatever happens.
  var isOver = false
  private var seen: [UInt64: UInt64] = [:]
  private var streams: RandomStreams
  private let key: StreamKey

  init(_ planned: PlannedFault, number: Int, streams: RandomStreams) {
    self.planned = planned
    self.number = number
    self.streams = streams
    key = StreamKey(planned.id)
    let stream = streams.stream(.fault, at: key, purpose: "at")
    let wait = planned.trigger.at.map {
      Duration.nanoseconds(DelayLaw($0).draw(stream.word(at: 0)))
    }
    begin = .zero + planned.trigger.origin + (wait ?? .zero)
  }

  var trigger: FaultTrigger { planned.trigger }
  /// How often it has happened, and why not.
  ///
  /// - Parameter end: since when nothing strikes any more, or now.
  func tally(until end: Instant) -> FaultTally {
    FaultTally(
      id: planned.id, occasions: occasions, strikes: strikes, misses: misses,
      kind: planned.fault.kind, firstStrike: firstStrike, lastStrike: lastStrike,
      silence: silence(until: end))
  }
  /// Whether as many have struck as may.
  var isSpent: Bool { trigger.budget.map { strikes + misses >= $0 } ?? false }

  /// The stream of draws for one purpose and number.
  func stream(_ purpose: StreamKey, _ number: Int) -> RandomStream {
    stream(purpose, at: UInt64(number))
  }

  /// The stream of draws for one purpose and occasion.
  func stream(_ purpose: StreamKey, at address: UInt64) -> RandomStream {
    streams.stream(.fault, at: key, purpose: purpose, occurrence: address)
  }

  /// Draws from other streams from now on; when it begins was drawn before and stays.
  func renew(_ streams: RandomStreams) {
    self.streams = streams
  }

  /// Counts one more of something that is known by a word; gives the address of this one.
  func address(_ word: UInt64) -> UInt64 {
    let count = seen[word, default: 0]
    seen[word] = count + 1
    return RandomStream(key: word, fold: word).word(at: count)
  }

  /// A span of time drawn for one purpose and occasion.
  func draw(_ distribution: Distribution, _ purpose: StreamKey, at address: UInt64) -> Duration {
    .nanoseconds(DelayLaw(distribution).draw(stream(purpose, at: address).word(at: 0)))
  }

  /// A span of time drawn for one purpose and number.
  func draw(_ distribution: Distribution, _ purpose: StreamKey, _ number: Int) -> Duration {
    .nanoseconds(DelayLaw(distribution).draw(stream(purpose, number).word(at: 0)))
  }

  /// Whether an occasion opens a stretch in which messages are hit, each asked about by itself.
  var opensStretch: Bool {
    guard planned.fault.kind.concernsMessages, trigger.message == nil else { return false }
    return !(planned.fault.kind == .delay && trigger.occasions == .failpoint)
  }

  /// How long a strike lasts; nothing when it does until it is healed.
  func span(from now: Instant) -> Duration? {
    if let lasting = planned.lasting { return draw(lasting, "lasting", strikes) }
    guard trigger.occasions == .during, let window = trigger.during else { return nil }
    return max(.zero + window.until - now, .zero)
  }

  /// Whether the conditions hold that only allow an occasion.
  func isAllowed(at now: Instant) -> Bool {
    if isOver { return false }
    if let window = trigger.during, !window.contains(now) { return false }
    if now < begin { return false }
    let kind = trigger.occasions
    if let failpoint = trigger.failpoint, kind != .failpoint,
      failpointsSeen < failpoint.nth ?? 1
    {
      return false
    }
    if let event = trigger.event, kind != .event, eventsSeen < event.nth ?? 1 { return false }
    if trigger.afterFault != nil, kind != .afterFault, !hasFollowed { return false }
    if let every = trigger.every, kind != .every, let lastStrike {
      return now >= lastStrike + draw(every, "every", strikes)
    }
    return true
  }

  /// Whether a match is an occasion that is taken.
  func takes(_ nth: Int?, at now: Instant, address: UInt64) -> Bool {
    matches += 1
    if let nth, matches != nth { return false }
    return opensStretch ? isAllowed(at: now) : takes(at: now, address: address)
  }

  /// Whether an occasion is taken; takes one draw whatever the outcome.
  ///
  /// - Parameter address: what the occasion is, so that the draw is the same whatever others there
  ///   are; its number where nothing is said.
  func takes(at now: Instant, address: UInt64? = nil) -> Bool {
    guard isAllowed(at: now) else { return false }
    occasions += 1
    guard !isSpent else { return false }
    let probability = trigger.probability
    guard probability < .one else { return true }
    var stream = stream("chance", at: address ?? UInt64(occasions))
    return stream.happens(probability.numerator, in: probability.denominator)
  }
}

/// What made a fault happen.
struct FaultOccasion {
  var source: Int32 = -1
  var destination: Int32 = -1
  /// What it is, the same whatever other occasions there are; nothing where its number says it.
  var address: UInt64?

  /// The host that it is about.
  var hosts: [Int32] { destination >= 0 ? [destination] : [] }
  /// The link that it is about.
  var paths: [FaultPath] {
    source >= 0 && destination >= 0 && source != destination
      ? [FaultPath(from: [source], to: [destination])] : []
  }
}

/// A fault that has struck and has not been healed.
struct StandingFault {
  /// The number of the strike in its run.
  let number: Int
  let armed: ArmedFault
  /// What struck; times and choices are those that were drawn.
  let fault: Fault
  let hosts: [Int32]
  let paths: [FaultPath]
  let cuts: [Partition.Cut]
}
