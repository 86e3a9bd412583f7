import Dispatch
import Synchronization
import Testing

/// Threads that run the tasks of these tests and nothing else.
///
/// The pool has a thread for each processor, and tests that wait for other programs hold them for
/// minutes. A service that is starved for so long runs into limits of time that are its own to
/// keep: a connection that rests is closed, a caller stops to wait. A serial queue gets a thread
/// when it has work, however many others are held.
final class OwnThreads: TaskExecutor {
  /// The threads that all tests share.
  static let shared = OwnThreads()

  private let queues = [DispatchQueue(label: "own thread 1"), DispatchQueue(label: "own thread 2")]
  private let taken = Atomic(0)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let turn = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    queues[turn & 1].async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Runs tests on threads of their own.
struct OnOwnThreads: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(OwnThreads.shared) { try await function() }
  }
}

extension Trait where Self == OnOwnThreads {
  /// Runs the tests of a suite where nothing can starve them.
  static var onOwnThreads: Self { Self() }
}
