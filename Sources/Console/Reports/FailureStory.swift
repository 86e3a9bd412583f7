import Exploration
import Harness
import Primitives
import Reporting

/// One cause of failures as plain lines, for reports that are no terminal.
struct FailureStory {
  private let sweep: ScenarioSweep
  private let group: FailureGroup
  private let replay: ReplayCommand

  init(_ sweep: ScenarioSweep, _ group: FailureGroup, _ replay: ReplayCommand) {
    self.sweep = sweep
    self.group = group
    self.replay = replay
  }

  /// The command that shows the failure again.
  var command: String { replay.text(sweep.path, group.seed) }

  /// The failure with the timeline around it.
  var lines: [String] {
    SweepText(sweep: sweep, replay: replay).failure(of: group).map(\.plain)
  }
}
