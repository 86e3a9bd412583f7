package import Harness
import Primitives

/// How a scenario is tried on real processes.
package struct TrialSetup: Sendable {
  /// The path of the program that serves one service.
  package var program: String
  /// What it is told first: the verb, the file, its settings.
  package var arguments: [String]
  /// The folder for what services keep.
  package var folder: String
  /// How files in the folder are kept: `file`, or `sqlite`.
  package var store = "file"
  /// How long nothing must happen before a run at rest is over.
  package var quiet = Duration.seconds(6)
  /// Whether somebody has asked for an early end.
  package var isCutShort: @Sendable () -> Bool = { false }
  /// Told what happens to processes, a line each.
  package var told: @Sendable (String) -> Void = { _ in }

  /// A trial with a program and its first arguments.
  package init(program: String, arguments: [String], folder: String) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
  }
}

/// What a scenario asks for that cannot be done to real processes.
package enum TrialLimits {
  /// The planned faults that are left out, each with the reason.
  package static func leftOut(of scenario: Scenario) -> [(id: String, reason: String)] {
    scenario.allFaults.compactMap { fault in
      reason(fault.action).map { (fault.id, $0) }
    }
  }

  /// Why a scenario cannot be tried at all; nothing where it can.
  package static func refusal(of scenario: Scenario) -> String? {
    for (name, service) in scenario.services where service.replicas > 1 && service.store.shared {
      return "the \(service.replicas) hosts of \(name) share a store, which no two processes can"
    }
    return nil
  }

  private static func reason(_ action: FaultAction) -> String? {
    switch action {
    case .slow: "a process cannot be slowed down"
    case .skew: "the machine's clock is left alone"
    case .disk: "the machine's disk is left alone"
    case .store: "the store is a file of the process"
    case .replace: "there is one version of the program"
    case .corrupt: "loopback corrupts nothing"
    case .drop, .delay, .duplicate, .reorder, .refuse, .hang, .loseReply, .partition, .heal, .clog,
      .hold, .release, .crash, .restart, .stop, .pause, .resume, .broker, .processor, .fail:
      nil
    }
  }
}
