package import Harness
import Primitives

/// What a report is about: a run, why it went wrong, and the commands that show it again.
package struct ReportSubject {
  /// The run.
  package let record: RunRecord
  /// Why it broke a law; nothing when it broke none.
  package let explanation: Explanation?
  /// The same run without the decisive faults; nothing when there are none.
  package let counterpart: RunRecord?
  /// The scenario's path.
  package let path: String
  /// The command that runs it again.
  package let replay: String
  /// The command that made the report, without format and output.
  package let command: String
  /// The program and its version.
  package let tool: String

  /// A subject of the given parts.
  package init(
    record: RunRecord, explanation: Explanation?, counterpart: RunRecord?, path: String,
    replay: String, command: String, tool: String
  ) {
    self.record = record
    self.explanation = explanation
    self.counterpart = counterpart
    self.path = path
    self.replay = replay
    self.command = command
    self.tool = tool
  }
}
