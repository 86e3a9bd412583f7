import World

/// The faults of one run: those that the scenario plans and those that its seed draws.
final class PlannedFaults {
  init(_ scenario: Scenario, _ cluster: Cluster, without: Set<String>) {}
  func begin() {}
  func healAll() {}
  var counts: [(id: String, count: Int)] { [] }
}
