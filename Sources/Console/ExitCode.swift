/// How a command ended, as the number its caller sees.
///
/// Zero to four are answers, the sixties and seventies follow `sysexits.h` as Swift's own tools
/// do. 127 to 129 are avoided on purpose: shells use them for themselves.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// All verdicts are as expected, or the verb did what was asked.
  case success = 0
  /// At least one counterexample, or an expected failure that did not fail.
  case violated = 1
  /// Some verdict is open: the budget ran out, a checker cannot say, or a shard is missing.
  case undecided = 2
  /// One seed gave two digests.
  case notDeterministic = 3
  /// No scenario, seed or shard was selected.
  case nothingRan = 4
  /// The command line could not be understood.
  case usage = 64
  /// A scenario or result file is wrong.
  case badInput = 65
  /// A file that was named does not exist or cannot be read.
  case notFound = 66
  /// A mistake in the tool itself.
  case internalError = 70
  /// An output could not be written.
  case cannotWrite = 73
  /// Interrupted from the keyboard; partial results were written.
  case interrupted = 130
  /// Asked to stop by the system; partial results were written.
  case terminated = 143

  /// What the number means, as one line of help.
  package var meaning: String {
    switch self {
    case .success: "all verdicts as expected"
    case .violated: "at least one counterexample, or an expected failure did not fail"
    case .undecided: "undecided: budget ran out, a checker cannot say, shards missing"
    case .notDeterministic: "not deterministic: one seed, two digests"
    case .nothingRan: "nothing ran: no scenario, seed or shard selected"
    case .usage: "the command line could not be understood"
    case .badInput: "a scenario or result file is wrong"
    case .notFound: "a file was not found or cannot be read"
    case .internalError: "internal error, a mistake in this tool"
    case .cannotWrite: "an output could not be written"
    case .interrupted: "interrupted; partial results were written"
    case .terminated: "terminated; partial results were written"
    }
  }

  /// The ending of a command whose parts ended in several ways.
  ///
  /// The ending that says how far the others may be trusted wins. A mistake in the tool puts
  /// everything in doubt; then comes a request that was not carried out as written, then one
  /// that was cut short or whose output is lost. Among the answers two digests of one seed beat a
  /// counterexample, which is known only if runs repeat; a counterexample beats an open verdict,
  /// because it is final; and anything beats having run nothing, the ending of no parts at all.
  package static func combined(_ endings: some Sequence<ExitCode>) -> ExitCode {
    endings.reduce(.nothingRan) { $1.weight > $0.weight ? $1 : $0 }
  }

  private var weight: Int {
    switch self {
    case .internalError: 11
    case .usage: 10
    case .badInput: 9
    case .notFound: 8
    case .terminated: 7
    case .interrupted: 6
    case .cannotWrite: 5
    case .notDeterministic: 4
    case .violated: 3
    case .undecided: 2
    case .success: 1
    case .nothingRan: 0
    }
  }
}
