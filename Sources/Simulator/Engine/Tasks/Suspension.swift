/// A wait that has begun or is about to, and that something will end.
///
/// Opened first, handed to whatever will wake it, then waited for. A wake that comes before the
/// wait is kept; a wake that comes after the end of the wait does nothing.
@usableFromInline
package struct Suspension: Hashable, Sendable {
  @usableFromInline let index: UInt32
  @usableFromInline let generation: UInt32

  @inlinable
  init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }

  /// The suspension as one word of 48 bits, for an event's argument.
  @inlinable
  package var word: UInt64 { UInt64(index) | UInt64(generation) << 24 }

  /// The suspension of a word.
  @inlinable
  package init(word: UInt64) {
    self.init(
      index: UInt32(truncatingIfNeeded: word & 0xff_ffff),
      generation: UInt32(truncatingIfNeeded: word >> 24 & 0xff_ffff))
  }
}

/// Why a wait ended.
@usableFromInline
package enum Wake: UInt8, Sendable {
  /// What was waited for has come.
  case resumed
  /// Its time was over.
  case timeout
  /// The waiting task was cancelled.
  case cancelled
  /// The process of the waiting task has ended.
  case processEnded
}

/// What a task waits for, for the message about a deadlock.
@usableFromInline
package enum WaitReason: UInt8, Sendable {
  /// An instant.
  case sleep
  /// The reply to a call.
  case reply
  /// Work to do; a service may wait for it for ever.
  case work
  /// A lock on a record.
  case lock
  /// A connection of a pool.
  case connection
  /// The disk.
  case disk
  /// The end of another task.
  case join
  /// Something else that a part of the world provides.
  case signal

  /// The reason in a few words.
  package var text: String {
    switch self {
    case .sleep: "an instant"
    case .reply: "a reply"
    case .work: "work"
    case .lock: "a lock"
    case .connection: "a connection"
    case .disk: "the disk"
    case .join: "another task"
    case .signal: "a signal"
    }
  }
}

/// Where parked jobs are kept.
@usableFromInline
struct SuspensionSlot {
  var job: UnownedJob?
  var lane: Unmanaged<SimulationExecutor>?
  @usableFromInline var task: Unmanaged<SimulationTask>?
  @usableFromInline var generation: UInt32 = 0
  @usableFromInline var nextFree: UInt32 = 0
  @usableFromInline var state = State.free
  @usableFromInline var wake = Wake.resumed
  @usableFromInline var reason = WaitReason.signal
  @usableFromInline var hasTimer = false

  @usableFromInline
  init() {}

  /// Where a suspension stands between being taken and being woken.
  @usableFromInline
  enum State: UInt8 {
    case free
    case open
    case parked
    case woken
  }
}
