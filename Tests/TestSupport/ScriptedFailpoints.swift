import Engine
import Primitives
package import ServiceRuntime

/// Interferes at named points by script, and records which were reached.
package final class ScriptedFailpoints: Failpoints {
  private let simulation: Simulation
  private var plans: [Plan] = []
  /// The points that were reached, in order.
  package private(set) var reached: [FailpointName] = []
  /// Ends the process.
  var crash: () -> Void = {}

  package let isArmed = true

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  /// What happens at a point.
  package enum Action {
    /// The process ends there.
    case crash
    /// The code waits there.
    case delay(Duration)
    /// The point throws.
    case fail(any Error)
  }

  /// Plans an action for an occurrence of a point from now on; the next one is number one.
  package func at(_ name: FailpointName, occurrence: Int = 1, _ action: Action) {
    precondition(occurrence > 0, "occurrences count from 1, got \(occurrence)")
    plans.append(Plan(name: name, remaining: occurrence, action: action))
  }

  package func reach(_ name: FailpointName) async throws {
    reached.append(name)
    for index in plans.indices where plans[index].name == name { plans[index].remaining -= 1 }
    guard let due = plans.firstIndex(where: { $0.name == name && $0.remaining == 0 }) else {
      return
    }
    switch plans.remove(at: due).action {
    case .crash:
      crash()
      throw Cancelled.process
    case .delay(let delay):
      guard await simulation.sleep(until: simulation.now + delay) == .resumed else {
        throw Cancelled.task
      }
    case .fail(let error): throw error
    }
  }

  private struct Plan {
    let name: FailpointName
    var remaining: Int
    let action: Action
  }
}
