import Engine
import ServiceRuntime

/// Requests that wait for a process to have a hand free, and how long each takes to begin.
struct Backlog {
  private let limit: Int?
  private let room: Int
  private let overflow: HostSettings.Overflow
  private let processing: DelayLaw?
  private let handlers: [Method: DelayLaw]
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
    /// It waits in the place of the one that has waited longest.
    case displaced(Waiting)
  }

  init(_ settings: HostSettings, stream: RandomStream) {
    limit = settings.concurrency
    room = settings.queue
    overflow = settings.overflow
    processing = settings.processing.map { DelayLaw($0) }
    handlers = Dictionary(
      settings.handlers.map { ($0.method, DelayLaw($0.processing)) }, uniquingKeysWith: { $1 })
    self.stream = stream
  }

  /// Whether requests can wait or take time at all.
  var isNeeded: Bool { limit != nil || processing != nil || !handlers.isEmpty }

  /// Draws from another stream from now on.
  mutating func renew(_ stream: RandomStream) {
    self.stream = stream
  }

  mutating func admit(
    _ call: Call, _ caller: Int32, _ delivery: Int32, isDamaged: Bool, busy: Int, slowness: Int
  ) -> Admission {
    let law = handlers[call.method] ?? processing
    let delay = (law?.draw(from: &stream) ?? 0) * Int64(slowness)
    guard let limit, busy >= limit else { return .now(delay: delay) }
    let request = Waiting(
      call: call, caller: caller, delivery: delivery, isDamaged: isDamaged, delay: delay)
    if waiting.count < room || overflow == .block {
      waiting.append(request)
      return .wait
    }
    guard overflow == .dropOldest, !waiting.isEmpty else { return .full }
    let oldest = waiting.removeFirst()
    waiting.append(request)
    return .displaced(oldest)
  }

  /// The request whose turn it is.
  mutating func next() -> Waiting? {
    waiting.isEmpty ? nil : waiting.removeFirst()
  }

  mutating func removeAll() {
    waiting = []
  }
}
