import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@testable import Transactions

@Suite struct SagaOrchestratorTests {
  /// What must hold of every order once its saga has ended.
  private func expectEnded(_ world: SagaWorld, _ context: String) {
    for order in world.orders { expectEnded(world, order, context) }
  }

  private func expectEnded(_ world: SagaWorld, _ order: String, _ context: String) {
    let end = world.end(of: order)
    let entries = SagaWorld.ledgers.prefix(3).map { world.entry(order, in: $0) }
    switch end {
    case "completed": #expect(entries == [1, 1, 1], "\(context): \(order)")
    case "compensated": #expect(entries == [0, 0, 0], "\(context): \(order)")
    default: Issue.record("\(context): \(order) ended as \(end ?? "nothing")")
    }
    #expect(world.record(of: order)?.progress.status.rawValue == end, "\(context): \(order)")
  }

  @Test func `an undisturbed saga does every step once`() {
    let world = SagaWorld(seed: 1, orders: 3)
    world.run(for: .seconds(30))
    expectEnded(world, "undisturbed")
    for order in world.orders {
      #expect(world.end(of: order) == "completed")
      #expect(world.entry(order, in: "mail") == 1)
      #expect(
        world.record(of: order)?.state.stepsDone == ["reserve", "charge", "ship", "mail"])
    }
  }

  @Test func `a refusal undoes what was done and nothing else`() {
    let world = SagaWorld(
      seed: 1, orders: 3, refusals: ["shipping": ["order-2"], "inventory": ["order-3"]])
    world.run(for: .seconds(30))
    expectEnded(world, "refused")
    #expect(world.end(of: "order-1") == "completed")
    #expect(world.end(of: "order-2") == "compensated")
    #expect(world.end(of: "order-3") == "compensated")
    #expect(world.record(of: "order-2")?.reason?.contains("saga:order-2:ship") == true)
    #expect(world.entry("order-2", in: "mail") == 0)
  }

  @Test func `a mail that cannot be sent does not undo the order`() {
    let world = SagaWorld(seed: 1, orders: 1, refusals: ["mail": ["order-1"]])
    world.run(for: .seconds(30))
    #expect(world.end(of: "order-1") == "completed")
    #expect(world.record(of: "order-1")?.progress.steps[3].state == .skipped)
  }

  @Test func `a crash at each failpoint in turn, twice in a row, doubles and loses nothing`() {
    for name in SagaFailpoints.all {
      var crashes = 0
      for skipped in 0..<6 {
        let world = SagaWorld(
          seed: Seed(UInt64(skipped) + 1), orders: 3, refusals: ["shipping": ["order-2"]])
        let rule = CrashRule(at: name, on: "orders-1", times: 2, skipping: skipped)
        world.cluster.failpointRule = TwoRules(rule, crashFirst: name)
        world.run(for: .seconds(120))
        expectEnded(world, "\(name), skipping \(skipped)")
        #expect(world.end(of: "order-2") == "compensated")
        #expect(world.alerts.all.isEmpty)
        crashes += rule.crashes
      }
      #expect(crashes >= 2, "\(name) was reached \(crashes) times")
    }
  }

  @Test func `lost replies and crashed services double and lose nothing`() {
    for seed in 1...20 {
      let world = SagaWorld(
        seed: Seed(UInt64(seed)), orders: 4, refusals: ["shipping": ["order-3"]])
      let rule = EveryNthReply(3 + seed % 4)
      world.cluster.network.rules = [rule]
      world.run(for: .seconds(200))
      expectEnded(world, "seed \(seed)")
      #expect(rule.dropped > 0)
    }
  }

  @Test func `a rough world doubles and loses nothing at any level of isolation`() {
    var (crashes, ends) = (0, Set<String>())
    for seed in 1...30 {
      let level = IsolationLevel.allCases[seed % IsolationLevel.allCases.count]
      let world = SagaWorld(
        seed: Seed(UInt64(seed)), orders: 4, refusals: ["shipping": ["order-3"]], isolation: level)
      world.cluster.network.rules = [RoughNetwork(world.simulation, until: .zero + .seconds(40))]
      let hosts = RoughHosts(world.simulation, until: .zero + .seconds(40))
      world.cluster.failpointRule = hosts
      world.run(for: .seconds(400))
      crashes += hosts.crashes
      ends.formUnion(world.orders.compactMap { world.end(of: $0) })
      for order in world.orders where world.end(of: order) != "compensation-failed" {
        expectEnded(world, order, "seed \(seed), \(level)")
      }
      // What was given up is exactly what people were told of.
      let left = world.orders.filter { world.end(of: $0) == "compensation-failed" }
      #expect(Set(left).isSubset(of: world.alerts.all.map(\.saga.text)), "seed \(seed)")
    }
    #expect(crashes > 150 && ends.isSuperset(of: ["completed", "compensated"]))
  }

  @Test func `what cannot be undone is left for people, once, and listed until they have been`() {
    let world = SagaWorld(seed: 1, orders: 1, refusals: ["shipping": ["order-1"]])
    let rule = DropAll(of: RevertLedger.method, to: "inventory-1", in: world.cluster)
    world.cluster.network.rules = [rule]
    world.run(for: .seconds(60))
    #expect(world.end(of: "order-1") == "compensation-failed")
    // The payment was undone although the reservation could not be.
    #expect(world.entry("order-1", in: "payments") == 0)
    #expect(world.alerts.all.map(\.matter) == [.manualInterventionRequired])
    #expect(world.alerts.all.first?.steps == ["reserve"])
    let listed = world.committed(
      Table<SagaIntervention>("saga-checkout-interventions"), "order-1", on: "orders-1")
    #expect(listed?.steps == ["reserve"])
  }

  @Test func `a store that does not answer a commit leaves the record as it is`() {
    for seed in 1...10 {
      let world = SagaWorld(seed: Seed(UInt64(seed)), orders: 3)
      world.run(for: .milliseconds(2))
      world.cluster.host(named: "orders-1")?.disk.faults.failing = .sync
      world.run(for: .milliseconds(60))
      world.cluster.host(named: "orders-1")?.disk.faults.failing = nil
      world.run(for: .seconds(120))
      expectEnded(world, "seed \(seed)")
    }
  }
}

/// Crashes by a rule, after one crash that makes sure there is something to take over.
private final class TwoRules: FailpointRule {
  private let rule: CrashRule
  private var warmUp: CrashRule?

  init(_ rule: CrashRule, crashFirst name: FailpointName) {
    self.rule = rule
    let isTakeover = name == SagaFailpoints.beforeSeize || name == SagaFailpoints.afterSeize
    warmUp =
      isTakeover ? CrashRule(at: SagaFailpoints.afterCall, on: "orders-1", times: 1) : nil
  }

  func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
    if let warmUp, case .crash = warmUp.verdict(at: name, on: host) {
      return .crash(wipesDisk: false)
    }
    return rule.verdict(at: name, on: host)
  }
}

/// Loses every so many replies for a while.
private final class EveryNthReply: MessageRule {
  private let interval: Int
  private var seen = 0
  private(set) var dropped = 0

  init(_ interval: Int) {
    self.interval = interval
  }

  func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    guard message.isReply, dropped < 20 else { return }
    seen += 1
    guard seen % interval == 0 else { return }
    dropped += 1
    fate.isLost = true
  }
}

/// Loses every request of a kind to a host.
private final class DropAll: MessageRule {
  private let method: Method
  private let destination: Int32

  init(of method: Method, to host: String, in cluster: Cluster) {
    self.method = method
    destination = cluster.host(named: host)?.index ?? -1
  }

  func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    if message.method == method, message.destination == destination, !message.isReply {
      fate.isLost = true
    }
  }
}

/// Loses, repeats and delays messages by chance until an instant.
private final class RoughNetwork: MessageRule {
  private let simulation: Simulation
  private let end: Instant
  private var stream: RandomStream

  init(_ simulation: Simulation, until end: Instant) {
    self.simulation = simulation
    self.end = end
    stream = simulation.streams.stream(.service, at: StreamKey("test"), purpose: "rough network")
  }

  func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    guard simulation.now < end else { return }
    switch stream.next() % 20 {
    case 0, 1: fate.isLost = true
    case 2: fate.copies.append(.milliseconds(3))
    case 3, 4: fate.setback = .milliseconds(Int64(stream.next() % 4000))
    default: break
    }
  }
}

/// Crashes hosts at named points by chance until an instant.
private final class RoughHosts: FailpointRule {
  private let simulation: Simulation
  private let end: Instant
  private var stream: RandomStream
  private(set) var crashes = 0

  init(_ simulation: Simulation, until end: Instant) {
    self.simulation = simulation
    self.end = end
    stream = simulation.streams.stream(.service, at: StreamKey("test"), purpose: "rough hosts")
  }

  func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
    guard simulation.now < end, stream.next() % 12 == 0 else { return .pass }
    crashes += 1
    return .crash(wipesDisk: false)
  }
}
