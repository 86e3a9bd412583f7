import Engine
import Primitives
package import ServiceRuntime

/// A broker that goes wrong as brokers do, whatever its style.
///
/// The broker itself is a hosted service; what goes wrong here are the messages that carry its
/// publications, deliveries and acknowledgements. Everything that follows, such as a redelivery,
/// is the doing of the broker's and its clients' own code.
package final class BrokerParty: OutsideParty, MessageRule {
  /// The methods that a style of broker uses for what faults can strike.
  package struct Methods: Hashable, Sendable {
    /// Requests that bring messages to the broker.
    package var publications: [Method]
    /// Requests whose replies bring messages to consumers.
    package var deliveries: [Method]
    /// Requests that say what is finished.
    package var acknowledgements: [Method]

    package init(publications: [Method], deliveries: [Method], acknowledgements: [Method]) {
      self.publications = publications
      self.deliveries = deliveries
      self.acknowledgements = acknowledgements
    }
  }

  private let simulation: Simulation
  private let hosts: [Int32]
  private let methods: Methods
  private let stream: RandomStream
  private var active: [OutsideFault] = []
  private var stalledUntil = Instant.zero
  private var draws: UInt64 = 0

  /// How far a publication may fall behind later ones while publications are reordered.
  package static let setback = Duration.milliseconds(50)

  /// A broker that runs on some hosts of a cluster, by their indices.
  ///
  /// Adds itself to the rules of the cluster's network.
  package init(_ cluster: Cluster, hosts: [Int32], methods: Methods) {
    simulation = cluster.simulation
    self.hosts = hosts
    self.methods = methods
    stream = cluster.simulation.streams.stream(.fault, at: "broker", purpose: "messages")
    cluster.network.rules.append(self)
  }

  package let knownFaults = ["stall", "lose", "duplicate", "delay", "reorder", "redeliver"]

  package func strike(_ fault: OutsideFault) {
    active.append(fault)
    guard fault.word == "stall", let delay = fault.delay else { return }
    stalledUntil = max(stalledUntil, simulation.now + .nanoseconds(draw(delay)))
  }

  package func heal(_ fault: OutsideFault) {
    if let index = active.firstIndex(of: fault) { active.remove(at: index) }
    if !active.contains(where: { $0.word == "stall" }) { stalledUntil = .zero }
  }

  package func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    guard !active.isEmpty else { return }
    if message.isReply {
      guard hosts.contains(message.source) else { return }
    } else {
      guard hosts.contains(message.destination) else { return }
    }
    if stalledUntil > simulation.now { fate.delay += stalledUntil - simulation.now }
    for fault in active { apply(fault, message, &fate) }
  }

  private func apply(_ fault: OutsideFault, _ message: MessageInfo, _ fate: inout MessageFate) {
    let publishes = !message.isReply && methods.publications.contains(message.method)
    let delivers = message.isReply && methods.deliveries.contains(message.method)
    switch fault.word {
    case "lose" where delivers && happens(fault.share):
      fate.isLost = true
    case "duplicate" where publishes && happens(fault.share):
      fate.copies.append(.milliseconds(1))
    case "delay" where publishes || delivers:
      fate.delay += .nanoseconds(draw(fault.delay ?? .constant(.zero)))
    case "reorder" where publishes:
      fate.setback += .nanoseconds(draw(.uniform(.zero, BrokerParty.setback)))
    case "redeliver" where methods.acknowledgements.contains(message.method) && !message.isReply:
      fate.isLost = true
    default:
      return
    }
  }

  private func draw(_ distribution: Distribution) -> Int64 {
    draws += 1
    return DelayLaw(distribution).draw(stream.word(at: draws))
  }

  private func happens(_ share: Ratio?) -> Bool {
    guard let share, share.numerator > 0 else { return false }
    draws += 1
    let chosen = stream.word(at: draws).multipliedFullWidth(by: UInt64(share.denominator)).high
    return chosen < share.numerator
  }
}
