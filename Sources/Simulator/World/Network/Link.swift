import Engine
import Primitives

/// One direction between two hosts: delay, loss, order.
///
/// Every message draws from its own place in the link's stream, given by its method and how many
/// of that method went before. A new kind of traffic, or one fault more, therefore leaves the
/// draws of all other messages as they were.
final class Link {
  /// What the link is, in a word made of its ends' names.
  let word: UInt64
  let source: Int32
  let destination: Int32
  @exclusivity(unchecked) private(set) var profile: LinkProfile
  @exclusivity(unchecked) private(set) var isPlain: Bool
  /// How many reasons there are at present why nothing gets through.
  @exclusivity(unchecked) private(set) var cutCount = 0
  /// How many cuts and clogs began so far; an envelope that was sent earlier is hit in flight.
  @exclusivity(unchecked) private(set) var epoch: UInt32 = 0
  /// The epoch that the latest cut began; an envelope of an earlier one is lost.
  @exclusivity(unchecked) private(set) var cutEpoch: UInt32 = 0
  /// How many reasons there are at present to keep envelopes back.
  @exclusivity(unchecked) private(set) var holdCount = 0
  /// The envelopes that wait, by slot.
  @exclusivity(unchecked) private(set) var held: [Int] = []
  /// What is added to every delay for the time being, by the number of the reason.
  @exclusivity(unchecked) private(set) var clogs: [(number: Int, clog: Clog)] = []
  /// Whether an envelope that arrives cannot simply be delivered.
  @exclusivity(unchecked) private(set) var isBlocked = false
  /// Whether a message that is sent only takes its usual time.
  @exclusivity(unchecked) private(set) var isSmooth: Bool
  /// When the last byte accepted so far will have been sent.
  @exclusivity(unchecked) private var busyUntil: Int64 = 0

  @exclusivity(unchecked) private var stream: RandomStream
  @exclusivity(unchecked) private var law: DelayLaw
  @exclusivity(unchecked) private var tail: DelayLaw?
  @exclusivity(unchecked) private var methods: [UInt64] = []
  @exclusivity(unchecked) private var occurrences: [UInt64] = []

  init(
    _ key: StreamKey, source: Int32, destination: Int32, profile: LinkProfile,
    stream: RandomStream
  ) {
    word = key.word
    self.source = source
    self.destination = destination
    self.profile = profile
    self.stream = stream
    isPlain = profile.isPlain
    isSmooth = profile.isPlain
    law = DelayLaw(profile.latency)
    tail = profile.tail.map { DelayLaw($0.latency) }
  }

  /// Whether nothing gets through.
  var isCut: Bool { cutCount > 0 }
  /// Whether envelopes wait until they are released.
  var isHolding: Bool { holdCount > 0 }

  /// Behaves differently from now on; what is in flight keeps its delay.
  func change(to profile: LinkProfile) {
    self.profile = profile
    isPlain = profile.isPlain
    law = DelayLaw(profile.latency)
    tail = profile.tail.map { DelayLaw($0.latency) }
    noteState()
  }

  /// Draws from another stream from now on.
  func renew(_ stream: RandomStream) {
    self.stream = stream
  }

  /// Lets nothing through, and loses what is in flight; cuts add up.
  func cut() {
    cutCount += 1
    epoch &+= 1
    cutEpoch = epoch
    noteState()
  }

  /// Takes back one cut.
  func heal() {
    precondition(cutCount > 0, "a link with \(cutCount) cuts cannot be healed")
    cutCount -= 1
    noteState()
  }

  /// Adds a delay to everything, once to each envelope in flight as well; clogs add up.
  func clog(_ number: Int, _ clog: Clog) {
    clogs.append((number, clog))
    epoch &+= 1
    noteState()
  }

  /// Takes back the clog of a number.
  func unclog(_ number: Int) {
    clogs.removeAll { $0.number == number }
    noteState()
  }

  /// The delay that clogs add to the message at a place.
  func clogDelay(_ place: UInt64) -> Int64 {
    clogs.reduce(0) { $0 + $1.clog.law.draw(stream.word(at: place &+ 9)) }
  }

  /// Keeps envelopes back until as many releases follow; what is in flight is kept when it
  /// arrives.
  func hold() {
    holdCount += 1
    noteState()
  }

  /// Takes back one hold and gives the envelopes that waited if it was the last.
  func release() -> [Int] {
    holdCount = max(holdCount - 1, 0)
    noteState()
    guard !isHolding else { return [] }
    defer { held = [] }
    return held
  }

  private func noteState() {
    isBlocked = isCut || isHolding
    isSmooth = isPlain && !isHolding && clogs.isEmpty
  }

  /// Keeps back an envelope.
  func keep(_ slot: Int) {
    held.append(slot)
  }

  /// The place in the stream of the next message of a method.
  @inline(__always)
  func nextPlace(method: UInt64) -> UInt64 {
    for index in methods.indices where methods[index] == method {
      occurrences[index] &+= 1
      return method &+ occurrences[index] &<< 4
    }
    methods.append(method)
    occurrences.append(0)
    return method
  }

  /// The delay of the message at a place, on a link that only takes time.
  @inline(__always)
  func plainDelay(_ place: UInt64) -> Int64 {
    law.draw(stream.word(at: place))
  }

  /// What becomes of the message at a place; every purpose has a word of its own.
  func fate(_ place: UInt64, bytes: @autoclosure () -> Int64, now: Int64) -> Fate {
    var fate = Fate(delay: law.draw(stream.word(at: place)))
    fate.isLost = happens(profile.loss, place &+ 1)
    if happens(profile.duplication, place &+ 2) {
      fate.duplicateDelay = law.draw(stream.word(at: place &+ 3))
    }
    if happens(profile.reordering, place &+ 4) {
      fate.delay += law.draw(stream.word(at: place &+ 5))
      fate.isReordered = true
    }
    fate.isCorrupted = happens(profile.corruption, place &+ 6)
    if let tail, let probability = profile.tail?.probability, happens(probability, place &+ 7) {
      fate.delay += tail.draw(stream.word(at: place &+ 8))
    }
    if !clogs.isEmpty { fate.delay += clogDelay(place) }
    if let bandwidth = narrowest {
      let waiting = max(0, busyUntil - now)
      let queued = waiting / 1_000 * bandwidth.bytesPerSecond / 1_000_000
      // Finding the size means writing the request down as text.
      let bytes = bytes()
      if queued + bytes > bandwidth.queue {
        fate.isOverflow = true
      } else {
        busyUntil = max(busyUntil, now) + bytes * 1_000_000_000 / bandwidth.bytesPerSecond
        fate.delay += busyUntil - now
      }
    }
    return fate
  }

  /// The narrowest of the bounds that the profile and the clogs set.
  private var narrowest: LinkProfile.Bandwidth? {
    clogs.reduce(profile.bandwidth) { narrowest, entry in
      guard let bandwidth = entry.clog.bandwidth else { return narrowest }
      guard let narrowest, narrowest.bytesPerSecond <= bandwidth.bytesPerSecond else {
        return bandwidth
      }
      return narrowest
    }
  }

  private func happens(_ probability: Ratio, _ place: UInt64) -> Bool {
    guard !probability.isZero else { return false }
    let word = stream.word(at: place)
    return word.multipliedFullWidth(by: probability.denominator).high < probability.numerator
  }

  /// A reason why a link is slow for the time being.
  struct Clog {
    let law: DelayLaw
    let bandwidth: LinkProfile.Bandwidth?
  }

  /// What becomes of a message.
  struct Fate {
    var delay: Int64
    var duplicateDelay: Int64?
    var isLost = false
    var isReordered = false
    var isCorrupted = false
    var isOverflow = false
  }
}
