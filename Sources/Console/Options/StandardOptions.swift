/// Options that several verbs declare alike.
package enum StandardOptions {
  /// Prints one JSON object instead of text.
  package static let json = Option<Bool>.flag("json", help: "Print one JSON object")

  /// The file to write; a dash is the standard output.
  package static let output = Option.optional(
    "output", .path, help: "Write to this file, - for the standard output"
  ).short("o")

  /// Says what would be done.
  package static let dryRun = Option<Bool>
    .flag("dry-run", help: "Say what would be done, and do nothing").short("n")

  /// Overwrites what is there.
  package static let force = Option<Bool>
    .flag("force", help: "Overwrite what is there").short("f")
}
