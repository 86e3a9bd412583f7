import ServiceRuntime
import Synchronization

/// Commits on their way to a journal, as many at once as have come together.
///
/// A disk makes fifty commits durable about as fast as one. What arrives while the thread is at
/// the disk waits and goes out together with all else that did; who is alone waits for nobody.
/// Commits come in the order of their stamps and leave in it; one that has seen another is never
/// kept without it.
final class CommitQueue: @unchecked Sendable {
  /// Touched on the thread only, once it has been loaded.
  private let journal: any CommitJournal
  /// The thread at which the disk is waited for, so that no thread of the pool has to.
  private let thread: EventLoop
  private let state = Mutex(State())

  private struct State {
    var waiting: [Entry] = []
    var isWriting = false
    var progress = Progress()
  }

  /// What has become of the commits so far.
  struct Progress: Sendable {
    /// Each commit up to this stamp is durable or has failed.
    var resolved: UInt64 = 0
    /// The stamps of those that have failed, in the order in which they did.
    var failed: [UInt64] = []
  }

  /// A commit as the journal and the others have to know it.
  struct Commit: Sendable {
    /// Its place among all commits.
    let stamp: UInt64
    /// What it changes.
    let changes: [RecordChange]
    /// The youngest commit that it has seen before that one was durable.
    let seen: UInt64
    /// How many failures its store had dealt with when it began.
    let failuresKnown: Int

    /// Whether it has seen a commit that is not there any more.
    func isUnfounded(_ failed: [UInt64]) -> Bool {
      failed[failuresKnown...].contains { $0 <= seen }
    }
  }

  /// A commit, and who waits for it.
  private struct Entry {
    let commit: Commit
    let signal = Signal<StoreError?>(before: nil)
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

  /// What has become of the commits so far.
  var progress: Progress { state.withLock { $0.progress } }

  /// Returns when the changes of a commit are durable.
  ///
  /// - Throws: as the journal does; `serialization` where the commit has seen one that failed.
  func append(_ commit: Commit) async throws(StoreError) {
    let entry = Entry(commit: commit)
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
      let (batch, failed) = state.withLock { state in
        defer { state.waiting = [] }
        state.isWriting = !state.waiting.isEmpty
        return (state.waiting, state.progress.failed)
      }
      guard let last = batch.last?.commit else { return }
      let ends = write(batch.map(\.commit), failed)
      state.withLock { state in
        state.progress.resolved = last.stamp
        state.progress.failed += zip(batch, ends).compactMap { entry, error in
          error == nil ? nil : entry.commit.stamp
        }
      }
      for (entry, error) in zip(batch, ends) { entry.signal.send(error) }
    }
  }

  /// Writes commits, at once where that can be; says how each of them ended.
  private func write(_ batch: [Commit], _ failed: [UInt64]) -> [StoreError?] {
    guard !batch.contains(where: { $0.isUnfounded(failed) }) else { return each(batch, failed) }
    guard let error = append(batch) else { return batch.map { _ in nil } }
    guard batch.count > 1, error.certainty == .definite else { return batch.map { _ in error } }
    // Nothing was written: one of them may be too large, the others need not fail with it.
    return each(batch, failed)
  }

  private func each(_ batch: [Commit], _ failed: [UInt64]) -> [StoreError?] {
    var failed = failed
    return batch.map { commit in
      let error =
        commit.isUnfounded(failed)
        ? StoreError(.serialization, "a commit that this one has seen could not be written")
        : append([commit])
      if error != nil { failed.append(commit.stamp) }
      return error
    }
  }

  private func append(_ batch: [Commit]) -> StoreError? {
    do throws(StoreError) {
      try journal.append(batch.map(\.changes))
      return nil
    } catch {
      return error
    }
  }
}
