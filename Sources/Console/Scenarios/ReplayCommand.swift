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
  /// as well, and the policy with everything that was learnt for it.
  init(
    _ arguments: Arguments, under policy: SchedulingPolicy,
    repeating options: [OptionDeclaration], of scenarios: [Scenario]
  ) {
    program = arguments.table.program.invocation
    folder = arguments[SharedOptions.folder]
    self.options = ReplayCommand.words(
      arguments, under: policy, repeating: options, of: scenarios)
  }

  /// The command for runs that were made with such options.
  init(_ arguments: Arguments, options: [String]) {
    program = arguments.table.program.invocation
    folder = arguments[SharedOptions.folder]
    self.options = options
  }

  /// Options with their values, as they were typed, and the policy unless it is the usual one.
  ///
  /// A value that one of the scenarios wants left out of reports is left out here as well.
  static func words(
    _ arguments: Arguments, under policy: SchedulingPolicy,
    repeating options: [OptionDeclaration], of scenarios: [Scenario]
  ) -> [String] {
    let typed = options.flatMap { option in
      var texts = arguments.texts(of: option)
      if option.spelling == RunOptions.settings.declaration.spelling {
        texts = texts.map { scenarios.reduce($0) { $1.redacted(setting: $0) } }
      }
      if option.takesValue { return texts.flatMap { [option.spelling, $0] } }
      return texts.isEmpty ? [] : [option.spelling]
    }
    return typed + (policy == .arrivalOrder ? [] : ["--policy", "\(policy)"])
  }

  /// The command for one scenario and seed, and for faults at points that went wrong besides.
  func text(_ path: String, _ seed: Seed, with faults: [PointFault] = []) -> String {
    // A repro file names its seed itself.
    let named = path.hasSuffix(ScenarioFiles.reproSuffix) ? [] : ["--seed", "\(seed)"]
    let words =
      [program, "replay", path] + named + options
      + (faults.isEmpty ? [] : ["--with", PointFaultNotation.text(faults)])
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
