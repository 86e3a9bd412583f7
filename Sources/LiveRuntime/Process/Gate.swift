import Synchronization

/// Something that is waited for and happens once.
class Gate: @unchecked Sendable {
  private let state = Mutex(State.closed)

  private enum State {
    case closed
    /// A task of a process waits.
    case kept(UnownedJob, ProcessExecutor)
    /// Somebody else waits.
    case awaited(UnsafeContinuation<Void, Never>)
    case open
  }

  /// A gate that is closed.
  init() {}

  /// Lets whoever waits through, and whoever comes later; may be called from anywhere.
  ///
  /// - Parameter first: done before, unless the gate was open.
  final func open(_ first: () -> Void = {}) {
    let waiter = state.withLock { state in
      if case .open = state { return State.open }
      first()
      defer { state = .open }
      return state
    }
    switch waiter {
    case .kept(let job, let process): process.put(job)
    case .awaited(let continuation): continuation.resume()
    case .closed, .open: break
    }
  }

  /// Waits until it is open.
  ///
  /// - Precondition: one waits at a time.
  final func pass() async {
    if isOpen { return }
    if let process = ProcessExecutor.current {
      process.room.expect(self)
      return await process.room.stay()
    }
    await withUnsafeContinuation { continuation in
      if !keep(.awaited(continuation)) { continuation.resume() }
    }
  }

  /// Whether it is open.
  private var isOpen: Bool {
    state.withLock { state in
      if case .open = state { return true }
      return false
    }
  }

  /// Keeps who waits; false where the gate has been opened meanwhile.
  private func keep(_ waiter: State) -> Bool {
    state.withLock { state in
      switch state {
      case .closed:
        state = waiter
        return true
      case .kept, .awaited: preconditionFailure("two wait at one gate, at most one may")
      case .open: return false
      }
    }
  }
}

extension Gate: AwaitedEvent {
  final func keep(_ job: UnownedJob, of process: ProcessExecutor) {
    if !keep(.kept(job, process)) { process.put(job) }
  }
}
