import Engine
import Primitives
package import World
import ServiceRuntime
import ShopContracts

/// The card processor: outside the shop, with books of its own, and sometimes not well.
///
/// It runs on a host of its own, which no scenario names and no chaos strikes; what goes wrong with
/// it are the faults of this party.
package final class CardProcessor: OutsideParty {
  /// The name that faults reach it by.
  package static let name = "processor"

  package let knownFaults = [
    Word.decline, .timeoutAfterCharge, .duplicateAnswer, .slow, .down,
  ].map(\.rawValue)

  private var active: [OutsideFault] = []

  /// The words of its faults, as scenario files have them.
  enum Word: String {
    /// No card pays.
    case decline
    /// Money moves, and nobody is told.
    case timeoutAfterCharge = "timeout-after-charge"
    /// Each booking is told of twice.
    case duplicateAnswer = "duplicate-answer"
    /// Answers come late.
    case slow
    /// It cannot be reached.
    case down
  }

  /// Whether whoever asks a processor with a fault may be left without the answer.
  static func swallowsAnswers(_ fault: OutsideFault) -> Bool {
    switch fault.party == name ? Word(rawValue: fault.word) : nil {
    case .timeoutAfterCharge, .slow, .down: return true
    case .decline, .duplicateAnswer, nil: return false
    }
  }

  /// Puts a processor into a cluster, on a host of its own.
  package init(in cluster: Cluster) {
    var settings = HostSettings()
    settings.restart = .never
    cluster.addHost("card-processor", running: CardProcessorAPI.service, settings: settings) {
      CardProcessorService($0, self)
    }
  }

  package func strike(_ fault: OutsideFault) {
    active.append(fault)
  }

  package func heal(_ fault: OutsideFault) {
    if let index = active.firstIndex(of: fault) { active.remove(at: index) }
  }

  /// Whether something is the matter now.
  func suffers(_ word: Word) -> Bool {
    active.contains { $0.word == word.rawValue }
  }

  /// How late an answer comes now.
  ///
  /// Draws from the chance of the request that is answered, so that a request more leaves the
  /// lateness of all others as it was.
  func lateness(drawingFrom random: any RandomSource) -> Duration {
    let delays = active.filter { $0.word == Word.slow.rawValue }.compactMap(\.delay)
    return delays.reduce(.zero) { sum, delay in
      sum + .nanoseconds(DelayLaw(delay).draw(random.next()))
    }
  }
}
