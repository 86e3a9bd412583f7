package import ServiceRuntime

/// Named points at which a process asks the one that started it what is to happen.
///
/// To die there, nothing is said: the parent kills the process while it waits.
package final class AskingFailpoints: Failpoints {
  private let parent: ParentLine
  private let names: Set<String>

  /// Points of the given names; all others are passed without asking.
  package init(_ names: Set<String>, _ parent: ParentLine) {
    self.names = names
    self.parent = parent
  }

  package var isArmed: Bool { !names.isEmpty }

  package func reach(_ name: FailpointName) async throws {
    guard names.contains(name.text) else { return }
    switch await parent.ask(at: name.text) {
    case .pass, .begin: return
    case .fail(_, let message): throw RPCError(.internal, message)
    }
  }
}
