package import Harness
import Primitives

/// What a report is about: a run, why it went wrong, and the commands that show it again.
package struct ReportSubject {
  /// The run.
  package let record: RunRecord
  /// Why it broke a law; nothing when it broke none.
  package let explanation: Explanation?
  /// The run that stands beside this one; nothing when there is none.
  package let counterpart: RunRecord?
  /// What the other run is, such as `without die-before-reply`.
  package let difference: String
  /// The scenario's path.
  package let path: String
  /// The command that runs it again.
  package let replay: String
  /// The command that made the report, without format and output.
  package let command: String
  /// The program and its version.
  package let tool: String
  /// How likely the failure was at instants of the run, where that was asked for.
  package var odds: FailureOdds?
  /// How the run was made small, where it is what is left of a larger one.
  package var shrunk: ShrinkLog?

  /// A subject of the given parts.
  package init(
    record: RunRecord, explanation: Explanation?, counterpart: RunRecord?, difference: String,
    path: String,
    replay: String, command: String, tool: String
  ) {
    self.record = record
    self.explanation = explanation
    self.counterpart = counterpart
    self.difference = difference
    self.path = path
    self.replay = replay
    self.command = command
    self.tool = tool
  }
}
