import Synchronization

/// What became of text that was sent to a stream.
package enum WriteOutcome: Sendable, Equatable {
  /// All of it was taken.
  case written
  /// Nobody reads any more, as after `| head`. That is no error: the reader has had enough.
  case readerGone
  /// It could not be written, for this reason.
  case failed(String)
}

/// One of the two streams of a terminal: where text goes, and what is known of its reader.
package final class TerminalStream: Sendable {
  /// What became of earlier writes, and whether a line is shown that will go away.
  private struct State {
    var ending: WriteOutcome = .written
    var isShowingPassingLine = false
  }

  /// Whether a person watches the stream.
  package let isInteractive: Bool
  private let sink: @Sendable (String) -> WriteOutcome
  private let state = Mutex(State())

  /// A stream into a sink.
  package init(isInteractive: Bool, sink: @escaping @Sendable (String) -> WriteOutcome) {
    self.isInteractive = isInteractive
    self.sink = sink
  }

  /// Why text was lost, if any was; a reader that left is no loss.
  package var failure: String? {
    state.withLock { state in
      if case .failed(let reason) = state.ending { reason } else { nil }
    }
  }

  /// Writes text that stays; once a write failed, nothing more is tried.
  func write(_ text: String) {
    state.withLock { state in
      clear(&state)
      send(text, &state)
    }
  }

  /// Shows one line in place of the passing line before it.
  func showPassing(_ line: String) {
    state.withLock { state in
      send("\r\u{1B}[K" + line, &state)
      state.isShowingPassingLine = true
    }
  }

  /// Removes the passing line, if there is one.
  func clearPassing() {
    state.withLock { clear(&$0) }
  }

  private func clear(_ state: inout State) {
    guard state.isShowingPassingLine else { return }
    state.isShowingPassingLine = false
    send("\r\u{1B}[K", &state)
  }

  private func send(_ text: String, _ state: inout State) {
    guard state.ending == .written, !text.isEmpty else { return }
    state.ending = sink(text)
  }
}
