import Engine
import Exploration
import Harness
import Primitives

extension Verb {
  private static let action = Positional(
    "ACTION", .one, completion: .words(["add", "list", "run", "prune"]),
    help: "What to do: add, list, run or prune")
  private static let files = Positional(
    "FILE", .any, completion: .files, help: "Repro files to keep, for add")

  /// Keeps failing runs and sees whether they still fail.
  static func corpus(_ system: SystemUnderTest) -> Verb {
    Verb(
      "corpus", "Keep failing runs, and see whether they still fail",
      discussion: """
        A corpus is a folder with a repro file for each cause of failure of each scenario. 'add' \
        keeps files that a sweep or 'shrink' has written: of two runs of one cause the shorter \
        one, and so many causes of a scenario. 'run' makes all of them again, each in a process of \
        its own. 'prune' takes away those that fail no more. The exit code of 'run' is 1 when a \
        run fails in another way than it did, 2 when one could not be judged; with --check also 1 \
        when one fails no more.
        """,
      examples: [
        Example("corpus add out/hunt-12.repro.jsonc", "keep what a sweep has found"),
        Example("corpus list", "what is kept"),
        Example("corpus run --check", "for a build that is to notice what was mended"),
        Example("corpus prune --dry-run", "what would be taken away"),
      ],
      positionals: [action, files],
      options: CorpusOptions.declarations + [StandardOptions.json.declaration]
    ) { arguments, terminal throws(CommandError) in
      let corpus = Corpus(folder: arguments[CorpusOptions.folder], of: system)
      let command = CorpusCommand(corpus: corpus, arguments: arguments, terminal: terminal)
      let named = arguments[files]
      switch arguments[action].first {
      case "add": return try command.add(named)
      case "run": return try command.run(pruning: false)
      case "prune": return try command.run(pruning: true)
      default: return try command.list()
      }
    }
  }
}

/// The options of `corpus`.
enum CorpusOptions {
  static let folder = Option.value(
    "folder", .folder, default: Regressions.folder, help: "Where the runs are kept of a corpus"
  ).variable("ORRERY_CORPUS")
  static let most = Option.value(
    "most", .integer("N", in: 1...1_000), default: "8",
    help: "How many causes of one scenario are kept")
  static let check = Option<Bool>.flag("check", help: "Fail where a run fails no more")
  static let dryRun = Option<Bool>.flag(
    "dry-run", help: "Say what would be taken away, and leave it"
  ).short("n")

  static let declarations = [
    folder.declaration, most.declaration, check.declaration, dryRun.declaration,
  ]
}

/// One execution of `corpus`.
private struct CorpusCommand {
  let corpus: Corpus
  let arguments: Arguments
  let terminal: Terminal

  func add(_ files: [String]) throws(CommandError) -> ExitCode {
    guard !files.isEmpty else {
      throw CommandError(.usage, "no file is named", hint: "corpus add out/hunt-12.repro.jsonc")
    }
    for file in files {
      switch try corpus.add(file, most: arguments[CorpusOptions.most], terminal) {
      case .kept(let path): terminal.print("\("kept", .success)   \(StyledText(path))")
      case .known(let path):
        terminal.print(
          "\("known", .muted)  \(StyledText(path)) is of the same cause, and no longer")
      case .full(let scenario):
        throw CommandError(
          .cannotWrite,
          "\(arguments[CorpusOptions.most]) causes of \(scenario) are kept already",
          hint: "take some away with 'corpus prune', or allow more with --most")
      }
    }
    return .success
  }

  func list() throws(CommandError) -> ExitCode {
    let entries = try corpus.entries(terminal)
    guard !entries.isEmpty else { return empty() }
    if arguments[StandardOptions.json] {
      terminal.print(json: object(entries.map { (entry: $0, fate: nil) }))
      return .success
    }
    var table = Table([
      (title: "file", alignment: .left), (title: "scenario", alignment: .left),
      (title: "seed", alignment: .right), (title: "broken", alignment: .left),
    ])
    for entry in entries {
      let failure = entry.repro.failure.map { "\($0.signature)" } ?? "nothing"
      table.append([
        StyledText(entry.path), StyledText(entry.repro.document.scenario.name),
        "\("\(entry.repro.seed)")", StyledText(failure),
      ])
    }
    for line in table.lines { terminal.print(line) }
    return .success
  }

  func run(pruning: Bool) throws(CommandError) -> ExitCode {
    Interruption.listen()
    let entries = try corpus.entries(terminal)
    guard !entries.isEmpty else { return empty() }
    var outcomes: [(entry: Corpus.Entry, fate: Corpus.Fate?)] = []
    for entry in entries {
      let (fate, seen) = corpus.fate(of: entry)
      if Interruption.exitCode != nil { break }
      outcomes.append((entry, fate))
      if !arguments[StandardOptions.json] { tell(entry, fate, seen) }
      if pruning, fate == .fixed { try takeAway(entry) }
    }
    if arguments[StandardOptions.json] { terminal.print(json: object(outcomes)) }
    if let code = Interruption.exitCode {
      terminal.warn("stopped after \(outcomes.count) of \(entries.count) runs")
      return code
    }
    return pruning ? .success : ExitCode.combined(outcomes.compactMap(\.fate).map(code))
  }

  private func code(_ fate: Corpus.Fate) -> ExitCode {
    switch fate {
    case .failing: .success
    case .fixed: arguments[CorpusOptions.check] ? .violated : .success
    case .other: .violated
    case .undecided: .undecided
    }
  }

  private func tell(_ entry: Corpus.Entry, _ fate: Corpus.Fate, _ seen: String) {
    let style: Style =
      switch fate {
      case .failing: .muted
      case .fixed: .success
      case .other: .failure
      case .undecided: .warning
      }
    let word = fate == .fixed ? "FIXED?" : fate.rawValue
    let gap = String(repeating: " ", count: max(0, 11 - word.count))
    terminal.print("\(StyledText(word, style))\(StyledText(gap + entry.path))  \(StyledText(seen))")
  }

  private func takeAway(_ entry: Corpus.Entry) throws(CommandError) {
    guard !arguments[CorpusOptions.dryRun] else {
      return terminal.note("would take away \(StyledText(entry.path))")
    }
    do throws(FileSystem.Failure) {
      try FileSystem.remove(entry.path)
    } catch {
      throw CommandError(.cannotWrite, "cannot take away '\(entry.path)': \(error.reason)")
    }
    terminal.note("took away \(StyledText(entry.path))")
  }

  private func empty() -> ExitCode {
    terminal.note("nothing is kept in \(StyledText(corpus.folder))")
    return .nothingRan
  }

  private func object(_ outcomes: [(entry: Corpus.Entry, fate: Corpus.Fate?)]) -> JSONText {
    [
      "schema": "orrery.corpus/1", "folder": .text(corpus.folder),
      "entries": .list(
        outcomes.map { entry, fate in
          [
            "path": .text(entry.path), "scenario": .text(entry.repro.document.scenario.name),
            "seed": .text("\(entry.repro.seed)"),
            "property": entry.repro.failure.map { .text($0.signature.property) } ?? .null,
            "fate": fate.map { .text($0.rawValue) } ?? .null,
          ]
        }),
    ]
  }
}
