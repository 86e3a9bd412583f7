/// A shell that completes commands.
package enum CompletionShell: String, Sendable, CaseIterable {
  /// The Bourne-again shell, version 3.2 or later.
  case bash
  /// The Z shell.
  case zsh
  /// The friendly interactive shell.
  case fish
}

/// Writes the script by which a shell completes a program's verbs, options and values.
///
/// The script holds the table itself and never calls the program, so completing is quick.
struct Completion {
  let table: VerbTable

  /// The script for a shell.
  func script(for shell: CompletionShell) -> String {
    switch shell {
    case .bash: BashCompletion(table: table).script
    case .zsh: ZshCompletion(table: table).script
    case .fish: FishCompletion(table: table).script
    }
  }
}

extension OptionDeclaration {
  /// Every way to name the option on a command line.
  var spellings: [String] {
    var all = [spelling]
    if shape == .toggle { all.append("--no-\(name)") }
    if let short { all.append("-\(short)") }
    return all
  }
}

extension VerbTable {
  /// What a shell may offer, with the names of verbs written out.
  func offered(_ completion: ValueCompletion) -> ValueCompletion {
    switch completion {
    case .verbs: .words(verbs.map(\.name))
    case .suggestions(let words): .words(words)
    case .none, .files, .folders, .words: completion
    }
  }

  /// The shell function that completes the program: its name without what shells forbid.
  var completionFunction: String {
    "_" + String(program.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
