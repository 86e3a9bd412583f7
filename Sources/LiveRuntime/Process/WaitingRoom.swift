/// Where the tasks of a process wait.
///
/// Going in is the wait: the room's executor does not run what is handed to it but gives it to
/// whatever is waited for, which sends it back to the process. A continuation would do the same in
/// twice the way, since each one that is resumed goes through the pool first (6.3.1).
actor WaitingRoom {
  private let door = WaitingRoomDoor()
  nonisolated let unownedExecutor: UnownedSerialExecutor
  /// How many have waited; changing it keeps the way in from being optimised away.
  @exclusivity(unchecked) private var arrivals: UInt64 = 0

  init() {
    unownedExecutor = door.asUnownedSerialExecutor()
  }

  /// Says what the next task that comes in waits for; in the process, right before it does.
  nonisolated func expect(_ event: any AwaitedEvent) {
    door.event = event
  }

  /// Returns when the task has been sent back.
  @inline(never)
  func stay() {
    arrivals &+= 1
  }
}

/// Something that a task waits for in a waiting room.
protocol AwaitedEvent: AnyObject {
  /// Keeps a piece of a task until it may go on in its process.
  func keep(_ job: UnownedJob, of process: ProcessExecutor)
}

/// Hands whoever comes into a waiting room to what is waited for.
///
/// Unchecked because it is touched by the running code of one process only.
private final class WaitingRoomDoor: SerialExecutor, @unchecked Sendable {
  @exclusivity(unchecked) var event: (any AwaitedEvent)?

  func enqueue(_ job: consuming ExecutorJob) {
    guard let event, let process = ProcessExecutor.current else {
      preconditionFailure("a task waits for nothing or in no process, both are expected")
    }
    self.event = nil
    event.keep(UnownedJob(job), of: process)
  }

  func checkIsolated() {}
}
