import Engine
import ServiceRuntime

/// Somebody who answers requests, one at a time.
///
/// Most of a worker's life its task waits for the next request. A worker that was never asked
/// anything that takes waiting has no running task at all, only the name of one.
final class Worker {
  let task: SimulationTask
  /// The worker that became idle before this one, while it is idle itself.
  @exclusivity(unchecked) var nextIdle: Unmanaged<Worker>?
  @exclusivity(unchecked) unowned(unsafe) private(set) var call: Call?
  /// The same request, where nobody else keeps it until it is answered.
  @exclusivity(unchecked) private var kept: Call?
  @exclusivity(unchecked) private(set) var caller: Int32 = -1
  @exclusivity(unchecked) private(set) var delivery: Int32 = -1
  @exclusivity(unchecked) private(set) var isDamaged = false
  /// How long the request keeps the processor before it is worked on, in nanoseconds.
  @exclusivity(unchecked) private(set) var delay: Int64 = 0
  /// Where the task waits for the next request, once it has been started.
  @exclusivity(unchecked) private(set) var suspension: Suspension?

  init(_ task: SimulationTask) {
    self.task = task
  }

  var isBusy: Bool { call != nil }

  /// Takes on a request that is answered later.
  func take(
    _ call: Call, _ caller: Int32, _ delivery: Int32, _ isDamaged: Bool, _ delay: Int64
  ) {
    kept = call
    self.call = call
    self.caller = caller
    self.delivery = delivery
    self.isDamaged = isDamaged
    self.delay = delay
  }

  /// Takes on a request that is answered before this returns to whoever keeps it.
  @inline(__always)
  func takeAtOnce(_ call: Call, _ caller: Int32, _ delivery: Int32) {
    self.call = call
    self.caller = caller
    self.delivery = delivery
    isDamaged = false
    delay = 0
  }

  /// Has nothing to do any more after a request that was answered at once.
  @inline(__always)
  func restAtOnce() { call = nil }

  /// Has nothing to do, and waits for the next request in a suspension where the task is running.
  func rest(in suspension: Suspension) {
    call = nil
    kept = nil
    self.suspension = suspension
  }
}
