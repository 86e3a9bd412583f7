import Engine
import ServiceRuntime

/// Requests that wait for a process to have a hand free, and how long each takes to begin.
struct Backlog {
  private let limit: Int?
  private let room: Int
  private let processing: DelayLaw?
  private var stream: RandomStream
  private var started = 0
  private(set) var waiting: [Waiting] = []

  /// A request that waits.
  struct Waiting {
    let call: Call
    let caller: Int32
    let delivery: Int32
    let isDamaged: Bool
    let delay: Int64
  }

  /// What becomes of a request that arrives.
  enum Admission {
    /// It is worked on after so many nanoseconds.
    case now(delay: Int64)
    /// It waits for its turn.
    case wait
    /// There is no room for it.
    case full
  }

  init(limit: Int?, room: Int, processing: DelayLaw?, stream: RandomStream) {
    self.limit = limit
    self.room = room
    self.processing = processing
    self.stream = stream
  }

  /// Whether requests can wait or take time at all.
  var isNeeded: Bool { limit != nil || processing != nil }

  mutating func admit(
    _ call: Call, _ caller: Int32, _ delivery: Int32, isDamaged: Bool, busy: Int, slowness: Int
  ) -> Admission {
    let delay = (processing?.draw(from: &stream) ?? 0) * Int64(slowness)
    guard let limit, busy >= limit else { return .now(delay: delay) }
    guard waiting.count < room else { return .full }
    waiting.append(
      Waiting(
        call: call, caller: caller, delivery: delivery, isDamaged: isDamaged, delay: delay))
    return .wait
  }

  /// The request whose turn it is.
  mutating func next() -> Waiting? {
    waiting.isEmpty ? nil : waiting.removeFirst()
  }

  mutating func removeAll() {
    waiting = []
  }
}
