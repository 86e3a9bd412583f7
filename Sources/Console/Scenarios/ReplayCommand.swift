import Engine
import Harness

/// The command that runs one seed again exactly as it was run, for a person to paste into a shell.
struct ReplayCommand {
  private let program: String
  private let folder: String?
  private let options: [String]

  /// The command for runs that a verb made with its arguments.
  ///
  /// Whatever changes what a run does is part of it, as it was typed; the folder it was started in
  /// as well.
  init(_ arguments: Arguments, repeating options: [OptionDeclaration]) {
    program = arguments.table.program.invocation
    folder = arguments[SharedOptions.folder]
    self.options = options.flatMap { option in
      arguments.texts(of: option).flatMap { [option.spelling, $0] }
    }
  }

  /// The command for one run of a scenario, under the policy that it was made with.
  func text(_ path: String, _ record: RunRecord) -> String {
    let policy = record.policy == .arrivalOrder ? [] : ["--policy", "\(record.policy)"]
    let words =
      [program, "replay", path, "--seed", "\(record.seed)"] + options + policy
      + (folder.map { ["--cwd", $0] } ?? [])
    return words.map(ReplayCommand.quoted).joined(separator: " ")
  }

  /// A word as a shell reads it back, in quotation marks where it has to be.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "_-./=:,+@%".utf8.contains(byte)
      }
    }
    if isPlain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
