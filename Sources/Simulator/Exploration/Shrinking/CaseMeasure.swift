import Engine
import Harness
import Primitives

/// How large a case is, in the figures that shrinking makes smaller.
package struct CaseMeasure: Hashable, Sendable {
  /// The faults that are planned.
  package let faults: Int
  /// The commands that clients give; as many as may be given where nobody counted them.
  package let commands: Int
  /// The clients.
  package let clients: Int
  /// The hosts of services.
  package let hosts: Int
  /// The events of the run.
  package let events: Int
  /// The virtual time that a run may take, with the calm at its end.
  package let time: Duration
  /// How many choices among ready tasks differ from the order of arrival.
  ///
  /// Nothing where every one is left to a policy.
  package let switches: Int?

  /// The figures of a case and of what its run came to.
  package init(_ failing: FailingCase, events: Int, commands: Int? = nil) {
    let scenario = failing.scenario
    faults = scenario.allFaults.count
    self.commands = commands ?? scenario.allWorkload.reduce(0) { $0 + ($1.count ?? 1) }
    clients = OrderedSet(scenario.allWorkload.map(\.from.text)).count
    hosts = scenario.services.reduce(0) { $0 + $1.value.replicas }
    self.events = events
    time = scenario.limits.time + scenario.settle.lasting
    switch failing.policy {
    case .arrivalOrder: switches = 0
    case .recordedOrder(let order): switches = order.switchCount
    case .randomOrder, .priorityChange: switches = nil
    }
  }
}
