/// Options that every verb has.
package enum SharedOptions {
  /// Shows help instead of doing anything; the short form is short help.
  static let help = Option<Bool>
    .flag("help", help: "Show help: -h the short one, --help all of it")
    .short("h")

  /// Shows the version instead of doing anything.
  static let version = Option<Bool>.flag("version", help: "Show the version")

  /// Leaves out hints and progress.
  static let quiet = Option<Bool>
    .flag("quiet", help: "Leave out hints and progress").short("q")

  /// Adds details of the work.
  static let verbose = Option<Bool>
    .flag("verbose", help: "Add details of the work").short("v")

  /// When output is coloured.
  static let color = Option.value(
    "color", ValueReader<ColorChoice>.choice("WHEN"), default: "auto",
    help: "When to colour output"
  ).variable("ORRERY_COLOR")

  /// The same as `--color never`, under the name many tools give it.
  static let noColor = Option<Bool>.flag("no-color", help: "The same as --color never")

  /// Promises that nothing is asked, which holds for every verb of today.
  package static let noInput = Option<Bool>.flag("no-input", help: "Never ask anything")

  /// The folder that relative paths start from.
  static let folder = Option.optional(
    "cwd", .folder, help: "Work as if started in this folder")

  /// The settings file to read instead of the project's own.
  static let settings = Option.optional(
    "config", .path, help: "Read settings from this file")

  /// Prints a completion script, under the name that Swift's argument parser gives it.
  static let completionScript = Option.optional(
    "generate-completion-script", ValueReader<CompletionShell>.choice("SHELL"),
    help: "The same as the verb 'completion'")

  /// All of them, in the order in which help lists them.
  static func all(withSettings: Bool) -> [OptionDeclaration] {
    let first = [
      help.declaration, version.declaration, quiet.declaration, verbose.declaration,
      color.declaration, noColor.declaration, noInput.declaration, folder.declaration,
    ]
    return first + (withSettings ? [settings.declaration] : [])
      + [completionScript.declaration]
  }
}
