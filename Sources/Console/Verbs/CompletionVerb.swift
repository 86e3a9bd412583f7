extension Verb {
  private static let shell = Positional(
    "SHELL", .one, completion: .words(CompletionShell.allCases.map(\.rawValue)),
    help: "The shell to complete for")

  /// Prints the script by which a shell completes commands.
  static let completion = Verb(
    "completion", "Print the script by which a shell completes commands",
    discussion: """
      Load the script when the shell starts. In bash, put it into a file that .bashrc sources; in \
      zsh, into a folder of $fpath, named like the program with an underscore before it; in \
      fish, into ~/.config/fish/completions.
      """,
    examples: [Example("completion bash", "print the script for bash")], positionals: [shell]
  ) { arguments, terminal throws(CommandError) in
    // The reader of arguments lets only names of shells pass.
    for shell in arguments[shell].compactMap({ CompletionShell(rawValue: $0) }) {
      terminal.write(Completion(table: arguments.table).script(for: shell))
    }
    return .success
  }
}
