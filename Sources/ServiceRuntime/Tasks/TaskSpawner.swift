/// Concurrent work that ends with the process it was started in.
public protocol TaskSpawner: AnyObject {
  /// Starts work that runs beside the caller, isolated to the same process.
  ///
  /// The work ends when its body returns, when it is cancelled and notices, or with the process.
  /// The label names the work in traces.
  @discardableResult
  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask
}

/// A piece of concurrent work.
public protocol SpawnedTask: AnyObject {
  /// Asks the work to end: whatever it waits for throws `Cancelled`.
  func cancel()

  /// Waits until the work has ended.
  ///
  /// - Throws: `Cancelled` when the waiting task itself is cancelled or its process ends.
  func join() async throws(Cancelled)
}

/// Says that a wait ended because nobody needs its result any more.
///
/// Code that catches it should clean up in memory and return; nothing that it tries to do
/// outside takes effect when the process has ended.
public enum Cancelled: Error, Hashable, Sendable {
  /// The work was cancelled.
  case task
  /// The work ran into its time limit.
  case timeout
  /// The process has ended.
  case process
}
