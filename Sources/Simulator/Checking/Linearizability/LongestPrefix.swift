/// The deepest point a search came to before it had to turn back.
///
/// Only what changed since the last time is copied, so that keeping it costs no more than the
/// search itself.
struct LongestPrefix<State> {
  /// The entries taken, in order.
  private(set) var positions: [Int32] = []
  /// The operation whose end came before it could take effect.
  private(set) var blocked: Int32?
  /// The state at that point.
  private(set) var state: State?
  private var shared = 0

  /// Notes a dead end, and keeps it when it lies deeper than the deepest so far.
  mutating func note(
    _ entries: some RandomAccessCollection<Int32>, blockedBy owner: Int32, _ state: State
  ) {
    guard blocked == nil || entries.count > positions.count else { return }
    positions.removeSubrange(shared...)
    positions.append(contentsOf: entries.dropFirst(shared))
    shared = positions.count
    blocked = owner
    self.state = state
  }

  /// Says that the search has gone back to a depth.
  mutating func shrink(to depth: Int) { shared = min(shared, depth) }
}
