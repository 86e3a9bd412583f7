/// How much a person wants to read.
package enum Verbosity: Sendable, Equatable, Comparable {
  /// Results, warnings and errors.
  case quiet
  /// Also hints and progress.
  case normal
  /// Also details of the work.
  case verbose
}

/// Where a command writes: results to one stream, everything about them to the other.
///
/// Nothing else in the package prints. Whether there is colour or animation is decided for each
/// stream by itself, since either may be a file. A terminal is passed in, never global, so that
/// tests read what a person would.
public struct Terminal: Sendable {
  /// The stream of results.
  package let output: TerminalStream
  /// The stream of errors, warnings, hints and progress.
  package let errors: TerminalStream
  /// The columns of a line; eighty if nobody knows.
  package let width: Int
  /// Whether lines may be redrawn on the stream of errors.
  package let animates: Bool
  /// The time since the command started, for progress only.
  package let elapsed: @Sendable () -> Duration
  /// How much a person wants to read.
  package private(set) var verbosity = Verbosity.normal
  private let environment: Environment
  private var outputIsColored: Bool
  private var errorsAreColored: Bool

  /// A terminal of two streams.
  package init(
    output: TerminalStream, errors: TerminalStream, width: Int, environment: Environment,
    elapsed: @escaping @Sendable () -> Duration
  ) {
    self.output = output
    self.errors = errors
    self.width = max(width, 40)
    self.environment = environment
    self.elapsed = elapsed
    animates =
      errors.isInteractive && environment["TERM"] != "dumb"
      && ContinuousIntegration.detected(in: environment) == nil
    outputIsColored = false
    errorsAreColored = false
    choose(.auto)
  }

  /// The same terminal as its user wants it.
  package func adjusted(color: ColorChoice, verbosity: Verbosity) -> Terminal {
    var copy = self
    copy.verbosity = verbosity
    copy.choose(color)
    return copy
  }

  /// Writes a line of the result.
  package func print(_ line: StyledText = "") {
    let lines = output.isInteractive ? line.folded(columns: width) : [line]
    for line in lines { write(line.rendered(colored: outputIsColored) + "\n") }
  }

  /// Writes the lines of a table as part of the result.
  package func print(table: Table) {
    for line in table.lines { print(line) }
  }

  /// Writes a value as the whole result, for `--json`.
  package func print(json value: JSONText) {
    write(value.indented + "\n")
  }

  /// Writes part of the result exactly as it is: a page, a script, a file.
  package func write(_ text: String) {
    if output.isInteractive { errors.clearPassing() }
    output.write(text)
  }

  /// Says something about the work that a person may want to know.
  package func note(_ line: StyledText) {
    if verbosity >= .normal { say(line) }
  }

  /// Says something about the work that only a verbose command tells.
  package func detail(_ line: StyledText) {
    if verbosity >= .verbose { say(line) }
  }

  /// Says what looks wrong and stops nothing.
  package func warn(_ message: String, hint: String? = nil) {
    say("\("warning:", .warning) \(message)")
    if let hint { say("  \(hint)") }
  }

  /// Says why the command could not do what was asked.
  package func report(_ error: CommandError) {
    say("\("error:", .failure) \(error.message)")
    if let hint = error.hint { say("  \(hint)") }
  }

  /// Writes a line to the stream of errors.
  func say(_ line: StyledText) {
    errors.write(line.rendered(colored: errorsAreColored) + "\n")
  }

  private mutating func choose(_ color: ColorChoice) {
    outputIsColored = color.colors(
      interactive: output.isInteractive, environment: environment)
    errorsAreColored = color.colors(
      interactive: errors.isInteractive, environment: environment)
  }
}
