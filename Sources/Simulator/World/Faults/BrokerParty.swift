import Engine
import Primitives
package import ServiceRuntime

/// A broker that goes wrong as brokers do, whatever its style.
///
/// The broker itself is a hosted service; what goes wrong here are the messages that carry its
/// publications, deliveries and acknowledgements. Everything that follows, such as a redelivery,
/// is the doing of the broker's and its clients' own code.
///
/// Each draw is addressed by the fault's word and the message that it is about, so that a message
/// more leaves what becomes of all others as it was.
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
  private var active: [Standing] = []
  private var stalledUntil = Instant.zero
  private var stalls: UInt64 = 0

  /// A fault that has struck, and where its draws come from.
  private struct Standing {
    let fault: OutsideFault
    let simulation: Simulation
    let purpose: StreamKey

    /// The stream of draws about one thing.
    func stream(at address: UInt64) -> RandomStream {
      simulation.streams.stream(.broker, at: "broker", purpose: purpose, occurrence: address)
    }

    func draw(_ distribution: Distribution, at address: UInt64) -> Duration {
      .nanoseconds(DelayLaw(distribution).draw(stream(at: address).word(at: 0)))
    }

    func happens(at address: UInt64) -> Bool {
      guard let share = fault.share, share.numerator > 0 else { return false }
      var stream = stream(at: address)
      return stream.happens(share.numerator, in: share.denominator)
    }
  }

  /// How far a publication may fall behind later ones while publications are reordered.
  package static let setback = Duration.milliseconds(50)

  /// A broker that runs on some hosts of a cluster, by their indices.
  ///
  /// Adds itself to the rules of the cluster's network.
  package init(_ cluster: Cluster, hosts: [Int32], methods: Methods) {
    simulation = cluster.simulation
    self.hosts = hosts
    self.methods = methods
    cluster.network.rules.append(self)
  }

  package let knownFaults = ["stall", "lose", "duplicate", "delay", "reorder", "redeliver"]

  package func strike(_ fault: OutsideFault) {
    // Two faults of one word that stand together are told apart by their order.
    let rank = active.count { $0.fault.word == fault.word }
    let standing = Standing(
      fault: fault, simulation: simulation, purpose: StreamKey("\(fault.word) \(rank)"))
    active.append(standing)
    guard fault.word == "stall", let delay = fault.delay else { return }
    stalls += 1
    stalledUntil = max(stalledUntil, simulation.now + standing.draw(delay, at: stalls))
  }

  package func heal(_ fault: OutsideFault) {
    if let index = active.firstIndex(where: { $0.fault == fault }) { active.remove(at: index) }
    if !active.contains(where: { $0.fault.word == "stall" }) { stalledUntil = .zero }
  }

  package func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    guard !active.isEmpty else { return }
    if message.isReply {
      guard hosts.contains(message.source) else { return }
    } else {
      guard hosts.contains(message.destination) else { return }
    }
    if stalledUntil > simulation.now { fate.delay += stalledUntil - simulation.now }
    for standing in active { apply(standing, message, &fate) }
  }

  private func apply(_ standing: Standing, _ message: MessageInfo, _ fate: inout MessageFate) {
    let publishes = !message.isReply && methods.publications.contains(message.method)
    let delivers = message.isReply && methods.deliveries.contains(message.method)
    let address = message.address
    switch standing.fault.word {
    case "lose" where delivers && standing.happens(at: address):
      fate.isLost = true
    case "duplicate" where publishes && standing.happens(at: address):
      fate.copies.append(.milliseconds(1))
    case "delay" where publishes || delivers:
      fate.delay += standing.draw(standing.fault.delay ?? .constant(.zero), at: address)
    case "reorder" where publishes:
      fate.setback += standing.draw(.uniform(.zero, BrokerParty.setback), at: address)
    case "redeliver" where methods.acknowledgements.contains(message.method) && !message.isReply:
      fate.isLost = true
    default:
      return
    }
  }
}
