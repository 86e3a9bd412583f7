import Engine
import Primitives

/// The draws of one disk, each addressed by its purpose and by the number of what it is for.
///
/// No draw depends on how many others were taken, so arming a fault shifts none of them.
struct DiskChance {
  private let streams: [RandomStream]

  /// What a draw decides.
  enum Purpose: Int, CaseIterable {
    case commitLatency
    case syncLatency
    case writeError
    case syncError
    case syncOutcome
    case lyingSync
    case tornWrite
    case tornPlace
    case lag
    case readError
  }

  init(_ streams: RandomStreams, disk: String) {
    let place = StreamKey(disk)
    self.streams = DiskChance.purposes.map { streams.stream(.disk, at: place, purpose: $0) }
  }

  /// The names of the purposes, reduced once: naming a case looks up what is known of its type.
  private static let purposes = Purpose.allCases.map { StreamKey("\($0)") }

  /// The stream for one occurrence of a purpose.
  func stream(_ purpose: Purpose, _ occurrence: UInt64) -> RandomStream {
    let all = streams[purpose.rawValue]
    return RandomStream(
      key: all.word(at: 2 &* occurrence), fold: all.word(at: 2 &* occurrence &+ 1))
  }

  /// Whether something happens to the given occurrence.
  func happens(_ share: Ratio, _ purpose: Purpose, _ occurrence: UInt64) -> Bool {
    guard share.numerator > 0 else { return false }
    var stream = stream(purpose, occurrence)
    return stream.happens(share.numerator, in: share.denominator)
  }

  /// The one word that a law of delay needs for an occurrence.
  func word(_ purpose: Purpose, _ occurrence: UInt64) -> UInt64 {
    streams[purpose.rawValue].word(at: occurrence)
  }
}
