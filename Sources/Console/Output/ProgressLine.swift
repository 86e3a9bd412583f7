import Synchronization

/// Shows how far long work has come.
///
/// A person at a terminal sees one line that is redrawn in place, ten times a second at most and
/// only once the work has taken a second. A log gets a line once the work has taken that long, one
/// every half minute and one at the end. Work of less than a second is not worth a line to either.
/// All goes to the stream of errors. Safe to use from many threads.
package final class ProgressLine: Sendable {
  /// How far the work has come, and when that was last told.
  private struct State {
    var done = 0
    var details: [String] = []
    var lastShown: Duration
    var isShown = false
    var isFinished = false
  }

  private static let patience = Duration.seconds(1)
  private static let redrawInterval = Duration.milliseconds(100)
  private static let logInterval = Duration.seconds(30)

  private let title: String
  private let unit: String
  private let total: Int?
  private let terminal: Terminal
  private let start: Duration
  private let state: Mutex<State>

  /// Begins to show work of so many units, or of an unknown number.
  package init(_ title: String, total: Int?, unit: String, terminal: Terminal) {
    self.title = title
    self.total = total
    self.unit = unit
    self.terminal = terminal
    start = terminal.elapsed()
    state = Mutex(State(lastShown: start))
  }

  /// Tells how many units are done, and what else a person wants to see: `0 failing`.
  package func update(done: Int, details: [String] = []) {
    guard terminal.verbosity >= .normal else { return }
    let now = terminal.elapsed()
    state.withLock { state in
      guard !state.isFinished else { return }
      state.done = done
      state.details = details
      if terminal.animates {
        draw(&state, now: now)
      } else if now - state.lastShown >= (state.isShown ? Self.logInterval : Self.patience) {
        state.lastShown = now
        state.isShown = true
        terminal.say(line(state, now: now, bar: false))
      }
    }
  }

  /// Ends the display: the redrawn line goes away, a log gets its last line.
  package func finish() {
    guard terminal.verbosity >= .normal else { return }
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      if terminal.animates {
        terminal.errors.clearPassing()
      } else if state.isShown {
        let now = terminal.elapsed()
        terminal.say(line(state, now: now, bar: false) + "  done in \(Self.seconds(now - start))")
      }
    }
  }

  private func draw(_ state: inout State, now: Duration) {
    let isDue =
      now - start >= Self.patience
      && (state.lastShown == start || now - state.lastShown >= Self.redrawInterval)
    guard isDue else { return }
    state.lastShown = now
    // The last column stays free: a full line makes some terminals scroll.
    let text = line(state, now: now, bar: true).plain
    terminal.errors.showPassing(DisplayWidth.prefix(of: text, columns: terminal.width - 1))
  }

  private func line(_ state: State, now: Duration, bar: Bool) -> StyledText {
    var parts = [title]
    if let total {
      parts.append("\(state.done)/\(total) \(unit)")
      if bar { parts.append(Self.bar(state.done, of: total)) }
    } else {
      parts.append("\(state.done) \(unit)")
    }
    parts += state.details
    if let rest = remaining(state, now: now) { parts.append("eta \(Self.seconds(rest))") }
    return StyledText(parts.joined(separator: "  "))
  }

  /// How long the rest takes if it goes on as before.
  private func remaining(_ state: State, now: Duration) -> Duration? {
    guard !state.isFinished, let total, state.done > 0, state.done < total else { return nil }
    return (now - start) / state.done * (total - state.done)
  }

  private static func bar(_ done: Int, of total: Int) -> String {
    let filled = total <= 0 ? 20 : min(20, max(0, done * 20 / total))
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: 20 - filled) + "]"
  }

  /// A span as people say it: whole seconds, with minutes and hours where there are some.
  static func seconds(_ span: Duration) -> String {
    let seconds = span.components.seconds
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3600 { return "\(seconds / 60)m \(seconds % 60)s" }
    return "\(seconds / 3600)h \(seconds / 60 % 60)m"
  }
}
