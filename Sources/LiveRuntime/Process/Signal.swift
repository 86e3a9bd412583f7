import Synchronization

/// Something that is waited for and happens once; whoever says first that it has, decides.
final class Signal<Value: Sendable>: Sendable {
  private let state = Mutex(State.open)

  private enum State {
    case open
    case awaited(UnsafeContinuation<Value, Never>)
    case sent(Value)
  }

  /// A signal that has not been sent.
  init() {}

  /// Sends it, unless that has been done; may be called from anywhere.
  func send(_ value: Value) {
    let waiter = state.withLock { state -> UnsafeContinuation<Value, Never>? in
      switch state {
      case .open:
        state = .sent(value)
        return nil
      case .awaited(let continuation):
        state = .sent(value)
        return continuation
      case .sent:
        return nil
      }
    }
    waiter?.resume(returning: value)
  }

  /// Waits until it is sent.
  ///
  /// - Precondition: one waits at a time.
  func wait() async -> Value {
    await withUnsafeContinuation { continuation in
      let sent = state.withLock { state -> Value? in
        switch state {
        case .open:
          state = .awaited(continuation)
          return nil
        case .awaited: preconditionFailure("two wait for one signal, at most one may")
        case .sent(let value): return value
        }
      }
      if let sent { continuation.resume(returning: sent) }
    }
  }

  /// Waits until it is sent, or sends another value itself when the waiting task is cancelled.
  func wait(orWhenCancelled value: Value) async -> Value {
    await withTaskCancellationHandler {
      await wait()
    } onCancel: {
      send(value)
    }
  }
}
