/// Something that is waited for and happens once; whoever says first what came of it, decides.
///
/// What it says is kept outside of the gate's state, which so is the same for all signals: a state
/// of its own for each would be looked up by its type at each step of the way.
final class Signal<Value: Sendable>: Gate, @unchecked Sendable {
  private var value: Value

  /// A signal that has not been sent; what it holds before is never seen.
  init(before value: Value) {
    self.value = value
  }

  /// Sends it, unless that has been done; may be called from anywhere.
  func send(_ value: Value) {
    open { self.value = value }
  }

  /// Waits until it is sent.
  ///
  /// - Precondition: one waits at a time.
  func wait() async -> Value {
    await pass()
    return value
  }

  /// Waits until it is sent, or sends another value itself when the waiting task is cancelled.
  ///
  /// A closure does not run where the function runs that makes it, unless it holds whom that is
  /// isolated to; without that, each wait would leave its process and come back.
  func wait(
    orWhenCancelled value: Value, isolation: isolated (any Actor)? = #isolation
  ) async -> Value {
    await withTaskCancellationHandler {
      _ = isolation
      await pass()
    } onCancel: {
      send(value)
    }
    return self.value
  }
}
