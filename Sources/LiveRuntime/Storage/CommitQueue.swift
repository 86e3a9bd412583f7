import ServiceRuntime
import Synchronization

/// Commits on their way to a journal, as many at once as have come together.
///
/// A disk makes fifty commits durable about as fast as one. What arrives while the thread is at
/// the disk waits and goes out together with all else that did; who is alone waits for nobody.
final class CommitQueue: @unchecked Sendable {
  /// Touched on the thread only, once it has been loaded.
  private let journal: any CommitJournal
  /// The thread at which the disk is waited for, so that no thread of the pool has to.
  private let thread: EventLoop
  private let state = Mutex(State())

  private struct State {
    var waiting: [Entry] = []
    var isWriting = false
  }

  /// A commit, and who waits for it.
  private struct Entry {
    let changes: [RecordChange]
    let signal = Signal<StoreError?>()
  }

  /// A queue before a journal; nobody else may append to it.
  init(_ journal: any CommitJournal) throws(StoreError) {
    self.journal = journal
    do throws(SocketError) {
      thread = try EventLoop()
    } catch {
      throw StoreError(.inputOutput, "a store does not open: \(error)")
    }
  }

  deinit { thread.close() }

  /// Returns when the changes of a commit are durable.
  ///
  /// - Throws: as the journal does.
  func append(_ changes: [RecordChange]) async throws(StoreError) {
    let entry = Entry(changes: changes)
    let isFirst = state.withLock { state in
      state.waiting.append(entry)
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if isFirst { thread.submit { self.writeAll() } }
    if let error = await entry.signal.wait() { throw error }
  }

  // MARK: On the thread

  private func writeAll() {
    while true {
      let batch = state.withLock { state in
        defer { state.waiting = [] }
        state.isWriting = !state.waiting.isEmpty
        return state.waiting
      }
      guard !batch.isEmpty else { return }
      write(batch)
    }
  }

  private func write(_ batch: [Entry]) {
    do throws(StoreError) {
      try journal.append(batch.map(\.changes))
      for entry in batch { entry.signal.send(nil) }
    } catch {
      guard batch.count > 1, error.certainty == .definite else {
        for entry in batch { entry.signal.send(error) }
        return
      }
      // Nothing was written: one of them may be too large, the others need not fail with it.
      for entry in batch { write([entry]) }
    }
  }
}
