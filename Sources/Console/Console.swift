import Primitives

/// A command line: picks a verb, lets it work, and says how that ended.
///
/// Every ending goes through ``ExitCode``; nothing in here ends the process, so a test can run
/// whole commands.
public struct Console: Sendable {
  /// Reads the settings file at a path, or the project's own if none is named.
  package typealias SettingsReader =
    @Sendable (_ path: String?) throws(CommandError) -> Settings?

  private let table: VerbTable
  private let readSettings: SettingsReader?

  /// A command line of the given verbs, and of those that explain it.
  ///
  /// Without a reader of settings there is no option that names a settings file.
  package init(
    program: Program, verbs: [Verb], variables: [EnvironmentVariable],
    settings: SettingsReader?
  ) {
    table = VerbTable(
      program: program, verbs: verbs + [.completion, .doctor, .help],
      shared: SharedOptions.all(withSettings: settings != nil), variables: variables)
    readSettings = settings
  }

  /// Runs the command a person typed, and says how it ended.
  ///
  /// The arguments come without the program's own name.
  public func run(
    arguments: [String], environment: Environment, terminal: Terminal
  ) async -> ExitCode {
    let pieces = ArgumentScanner.pieces(of: arguments, known: table.allOptions)
    let flags = PreparsedFlags(pieces, environment: environment)
    let terminal = terminal.adjusted(color: flags.color, verbosity: flags.verbosity)
    let code = await ending(of: pieces, flags, environment: environment, terminal: terminal)
    guard let reason = terminal.output.failure else { return code }
    terminal.report(CommandError(.cannotWrite, "cannot write the output: \(reason)"))
    return ExitCode.combined([code, .cannotWrite])
  }

  private func ending(
    of pieces: [ArgumentScanner.Piece], _ flags: PreparsedFlags, environment: Environment,
    terminal: Terminal
  ) async -> ExitCode {
    do throws(CommandError) {
      if let code = try answer(pieces, flags, terminal: terminal) { return code }
      let (verb, rest) = try verb(in: pieces)
      warnOfUnknownVariables(environment, terminal: terminal)
      try enter(flags.folder)
      let settings = try readSettings?(flags.settings)
      warnOfUnknownSettings(settings, terminal: terminal)
      let reader = ArgumentReader(table: table, environment: environment, settings: settings)
      let arguments: Arguments
      do {
        arguments = try reader.arguments(of: verb, from: rest)
      } catch {
        throw usage(error, verb: verb)
      }
      return try await verb.work(arguments, terminal)
    } catch {
      terminal.report(error)
      return error.code
    }
  }

  /// Answers a command that only asks for help, the version or a completion script.
  ///
  /// Help comes before any complaint: whoever asks for it may have typed the rest wrong.
  private func answer(
    _ pieces: [ArgumentScanner.Piece], _ flags: PreparsedFlags, terminal: Terminal
  ) throws(CommandError) -> ExitCode? {
    if let extent = flags.help {
      let help = Help(table: table, width: terminal.width)
      let verb = flags.words.first.flatMap { table.verb($0) }
      let lines = verb.map { help.verb($0, extent) } ?? help.program(extent)
      for line in lines { terminal.print(line) }
      return .success
    }
    if flags.wantsVersion {
      terminal.print("\(table.program.name) \(table.program.version)")
      return .success
    }
    guard let shell = flags.completionShell else { return nil }
    do {
      let shell = try ValueReader<CompletionShell>.choice("SHELL").read(shell)
      terminal.write(Completion(table: table).script(for: shell))
      return .success
    } catch {
      let place = SharedOptions.completionScript.declaration.spelling
      throw usage(.invalidValue(place: place, value: shell, reason: error.reason), verb: nil)
    }
  }

  /// The verb of a command line: its first word; and the pieces without it.
  private func verb(
    in pieces: [ArgumentScanner.Piece]
  ) throws(CommandError) -> (Verb, [ArgumentScanner.Piece]) {
    var rest = pieces
    for (position, piece) in pieces.enumerated() {
      switch piece {
      case .option: continue
      case .mistake(let mistake):
        // A verb that follows is what the suggestion is taken from.
        guard verbFollows(pieces[position...]) else {
          let reader = ArgumentReader(table: table, environment: Environment([:]), settings: nil)
          throw usage(reader.completed(mistake, for: table.allOptions), verb: nil)
        }
      case .word(let word):
        guard let verb = table.verb(word) else {
          let nearest = Suggestion.nearest(to: word, among: table.listedVerbs.map(\.name))
          throw usage(.unknownVerb(word, nearest: nearest), verb: nil)
        }
        rest.remove(at: position)
        return (verb, rest)
      }
    }
    throw usage(.noVerb, verb: nil)
  }

  private func verbFollows(_ pieces: ArraySlice<ArgumentScanner.Piece>) -> Bool {
    for case .word(let word) in pieces { return table.verb(word) != nil }
    return false
  }

  private func usage(_ error: UsageError, verb: Verb?) -> CommandError {
    let topic = verb.map { "help \($0.name)" } ?? "help"
    let hint = error.hint ?? "'\(table.program.name) \(topic)' shows what is possible"
    return CommandError(.usage, error.message, hint: hint)
  }

  private func enter(_ folder: String?) throws(CommandError) {
    guard let folder, !Machine.enter(folder) else { return }
    throw CommandError(.notFound, "cannot enter the folder '\(folder)'")
  }

  private func warnOfUnknownVariables(_ environment: Environment, terminal: Terminal) {
    let prefix = VerbTable.variablePrefix
    // Names are compared without what all of them share, which would make any two look near.
    let known = table.allVariables.map { $0.name.trimmingPrefix(prefix) }.map(String.init)
    for name in environment.names(startingWith: prefix) {
      let ending = String(name.trimmingPrefix(prefix))
      if known.contains(ending) { continue }
      let nearest = Suggestion.nearest(to: ending, among: known)
      terminal.warn(
        "nothing reads the variable \(name)",
        hint: nearest.map { "did you mean \(prefix)\($0)?" })
    }
  }

  private func warnOfUnknownSettings(_ settings: Settings?, terminal: Terminal) {
    guard let settings else { return }
    let known = table.allOptions.map(\.name)
    for name in settings.values.keys where !known.contains(name) {
      let nearest = Suggestion.nearest(to: name, among: known)
      terminal.warn(
        "\(settings.path): there is no option '\(name)'",
        hint: nearest.map { "did you mean '\($0)'?" })
    }
  }
}
