import Engine
import Primitives

/// Ping-pong between numbered clients and a server, each message one event of the engine.
final class PingExchange: EventHandler {
  private let simulation: Simulation
  private let clients: Int
  private let roundTrips: Int
  @exclusivity(unchecked) private var left: [Int]
  @exclusivity(unchecked) private var clientsLeft: Int
  @exclusivity(unchecked) private var stream: RandomStream
  @exclusivity(unchecked) private var kind = EventKind.none
  @exclusivity(unchecked) private(set) var messageCount = 0

  init(_ simulation: Simulation, clients: Int, roundTrips: Int) {
    self.simulation = simulation
    self.clients = clients
    self.roundTrips = roundTrips
    left = Array(repeating: roundTrips, count: clients)
    clientsLeft = clients
    stream = simulation.streams.stream(.network, at: "exchange", purpose: "latency")
    super.init()
    kind = simulation.register(self)
  }

  func start() {
    for client in 0..<clients { send(UInt64(client) << 1) }
  }

  /// The lowest bit says whether it is the server's reply, the rest which client's message.
  private func send(_ message: UInt64) {
    messageCount &+= 1
    let delay = 1_000_000 + Int64(stream.below(9_000_001))
    simulation.schedule(
      kind, at: Instant(nanoseconds: simulation.now.nanoseconds &+ delay), argument: message)
  }

  override func fire(_ message: UInt64) {
    if message & 1 == 0 { return send(message | 1) }
    let client = Int(truncatingIfNeeded: message >> 1)
    left[client] &-= 1
    if left[client] > 0 { return send(message & ~1) }
    clientsLeft -= 1
    if clientsLeft == 0 { simulation.stopRequested = true }
  }
}
