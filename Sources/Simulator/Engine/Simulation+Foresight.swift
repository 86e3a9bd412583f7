import Interposition

/// Memory fetched before it is needed.
///
/// A run with a million tasks finds nothing of the next one in the cache: its wait, the task, its
/// frames and what we know of it, each after the one before. Where a ladder stands beside the
/// queue, a hundred or more events come near at the same time, and the memory of all of them can
/// be fetched side by side. Nothing but time depends on it.
extension Simulation {
  /// Fetches what the events that have come near will touch.
  @inline(never)
  func lookAhead() {
    hot.pointee.queue.wasRefilled = false
    for step in 0...EventHandler.lastStep {
      hot.pointee.queue.forEachNear { event in
        if event.payload >> 48 == Simulation.timerKind {
          expect(Suspension(word: event.argument), step)
        } else {
          expectHandler(event, step)
        }
      }
    }
  }

  /// Fetches an object that will be touched soon.
  @inline(__always)
  package func expect(_ object: AnyObject) {
    Simulation.fetch(Unmanaged.passUnretained(object).toOpaque())
  }

  /// Fetches 128 bytes of memory that will be touched soon.
  @inline(__always)
  package static func fetch(_ address: UnsafeRawPointer) {
    orrery_expect(address)
  }

  /// Fetches what the end of a wait will touch; nothing where the wait is over.
  ///
  /// - Parameter step: the wait itself at 0, its task at 1, the task's frames at 2.
  @inline(__always)
  package func expect(_ suspension: Suspension, _ step: Int) {
    guard suspension.index < hot.pointee.slotCount, 0...2 ~= step else { return }
    let slot = hot.pointee.slots + Int(suspension.index)
    if step == 0 { return orrery_expect(slot) }
    guard slot.pointee.generation == suspension.generation, slot.pointee.state == .parked,
      let job = slot.pointee.job
    else { return }
    let address = unsafeBitCast(job, to: UnsafeRawPointer.self)
    if step == 1 {
      orrery_expect_task(address)
      if let task = slot.pointee.task { orrery_expect(task.toOpaque()) }
    } else if tasksLeave {
      orrery_expect_frames(address)
    }
  }
}
