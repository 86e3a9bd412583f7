import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import Harness
@testable import World

/// Does nothing.
private final class IdleService: Service {
  func start() async throws {}
}

@Suite struct FaultPlanningTests {
  private func cluster(_ seed: Seed = 1) -> Cluster {
    let cluster = Cluster(Simulation(seed: seed))
    for name in ["inventory-1", "inventory-2", "orders-1"] {
      let service = ServiceName(String(name.dropLast(2)))
      cluster.addHost(name, running: service) { _ in IdleService() }
    }
    cluster.addHost("client-alice", running: "client-alice") { _ in IdleService() }
    return cluster
  }

  private func scenario() -> Scenario {
    var scenario = Scenario()
    scenario.services["inventory"] = ScenarioService()
    scenario.services["orders"] = ScenarioService()
    return scenario
  }

  private func fault(_ change: (inout ScenarioFault) -> Void) -> ScenarioFault {
    var fault = ScenarioFault()
    fault.id = "f"
    fault.when.at = .constant(.seconds(1))
    change(&fault)
    return fault
  }

  @Test func `selectors become hosts and links`() throws {
    func target(_ selector: String) throws -> FaultTarget? {
      var scenario = scenario()
      let selector = try Selector(selector)
      scenario.faults = [fault { $0.on = [selector] }]
      return FaultPlanning(cluster: cluster()).plan(for: scenario).faults.first?.target
    }
    #expect(try target("inventory") == .hosts([0, 1]))
    #expect(try target("inventory/2") == .hosts([1]))
    #expect(try target("inventory-1") == .hosts([0]))
    #expect(try target("client:alice") == .hosts([3]))
    #expect(try target("*") == .hosts([0, 1, 2, 3]))
    #expect(
      try target("orders->inventory") == .paths([FaultPath(from: [2], to: [0, 1])]))
    #expect(
      try target("orders/leader") == .role(service: "orders", role: "leader"))
  }

  @Test func `a phase's faults count their times from its beginning`() {
    var scenario = scenario()
    var first = ScenarioPhase()
    first.lasting = .seconds(10)
    var second = ScenarioPhase()
    second.faults = [fault { _ in }]
    scenario.phases = [first, second]
    let plan = FaultPlanning(cluster: cluster()).plan(for: scenario)
    #expect(plan.faults.map(\.trigger.origin) == [.seconds(10)])
  }

  @Test func `a drift in ppm is one in billionths to the clock`() {
    var skew = SkewFault()
    skew.drift = 200
    #expect(ClockSkew(skew).drift == 200_000)
  }

  @Test func `chaos becomes a plan that spares the clients`() {
    var scenario = scenario()
    var chaos = ScenarioChaos()
    chaos.intensity = .brutal
    chaos.kinds = [.crash, .pause, .disk]
    scenario.chaos = chaos
    for seed in 1...10 {
      let faults = FaultPlanning(cluster: cluster(Seed(UInt64(seed)))).plan(for: scenario).faults
      #expect(!faults.isEmpty)
      for fault in faults {
        guard case .hosts(let hosts) = fault.target else { continue }
        #expect(!hosts.contains(3), "seed \(seed)")
      }
    }
    scenario.chaos = nil
    #expect(FaultPlanning(cluster: cluster()).plan(for: scenario).faults.isEmpty)
  }

  @Test func `every shape of a partition and every way to crash reaches the plan`() throws {
    func fault(_ action: String) throws -> Fault? {
      let text = """
        { version: 1, services: { orders: { kind: "OrderSaga" } }, workload: [],
          faults: [{ id: "f", when: { at: "1s" }, do: { \(action) }, on: "orders" }] }
        """
      let scenario = try #require(reading(text).scenario)
      return FaultPlanning(cluster: cluster()).plan(for: scenario).faults.first?.fault
    }
    for shape in Partition.Shape.allCases {
      let word = shape == .majorityRing ? "majority-ring" : shape.rawValue
      #expect(try fault("partition: { shape: \"\(word)\" }") == .partition(Partition(shape)))
    }
    #expect(PartitionFault.Shape.allCases.count == Partition.Shape.allCases.count)
    #expect(try fault("crash: true") == .crash())
    #expect(try fault("crash: { machine: true }") == .crash(takesMachine: true))
    #expect(try fault("crash: { wipeDisk: true }") == .crash(wipesDisk: true))
  }
}
