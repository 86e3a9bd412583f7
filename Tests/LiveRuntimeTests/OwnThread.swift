import Dispatch
import Testing

/// A thread that runs the tasks of these tests and nothing else.
///
/// The pool has a thread for each processor, and tests that wait for other programs hold them for
/// minutes. A service that is starved for so long runs into limits of time that are its own to
/// keep: a connection that rests is closed, a caller stops to wait. A serial queue gets a thread
/// when it has work, however many others are held.
final class OwnThread: TaskExecutor {
  /// The thread that all tests share.
  static let shared = OwnThread()

  private let queue = DispatchQueue(label: "own thread")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Runs tests on a thread of their own.
struct OnOwnThread: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(OwnThread.shared) { try await function() }
  }
}

extension Trait where Self == OnOwnThread {
  /// Runs the tests of a suite where nothing can starve them.
  static var onOwnThread: Self { Self() }
}
