import Console
import Synchronization

/// A terminal whose text a test reads and whose time a test moves.
final class CapturedTerminal: Sendable {
  /// What a test can look at and change.
  private struct State {
    var output = ""
    var errors = ""
    var elapsed = Duration.zero
    var outcome = WriteOutcome.written
  }

  private let state = Mutex(State())
  private let environment: Environment
  private let isInteractive: (output: Bool, errors: Bool)
  private let width: Int

  init(
    environment: [String: String] = [:], output: Bool = false, errors: Bool = false,
    width: Int = 80
  ) {
    self.environment = Environment(environment)
    isInteractive = (output, errors)
    self.width = width
  }

  var output: String { state.withLock { $0.output } }
  var errors: String { state.withLock { $0.errors } }

  var terminal: Terminal {
    Terminal(
      output: TerminalStream(isInteractive: isInteractive.output) { text in
        self.state.withLock { state in
          if state.outcome == .written { state.output += text }
          return state.outcome
        }
      },
      errors: TerminalStream(isInteractive: isInteractive.errors) { text in
        self.state.withLock { state in
          state.errors += text
          return .written
        }
      },
      width: width, environment: environment, elapsed: { self.state.withLock { $0.elapsed } })
  }

  func advance(by duration: Duration) {
    state.withLock { $0.elapsed += duration }
  }

  func answerWrites(with outcome: WriteOutcome) {
    state.withLock { $0.outcome = outcome }
  }

  func forget() {
    state.withLock { $0.errors = "" }
  }
}
