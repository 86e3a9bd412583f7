package import Primitives

/// What one execution of a workload came to.
package struct BenchmarkResult: Sendable {
  /// The workload's name, such as `W1/1000`.
  package var workload: String
  /// How the workload is written: `callbacks`, `tasks`, `async services`.
  package var variant: String
  /// How many things of the workload's kind were done.
  package var count: Int
  /// How many messages were sent.
  package var messages: Int
  /// Seconds of real time, as nanoseconds.
  package var wall: Duration
  /// The instant that virtual time reached; equal for equal work.
  package var virtual: Instant
  /// The fingerprint of what happened, to see that two executions did the same.
  package var digest: Digest

  package init(
    workload: String, variant: String, count: Int, messages: Int, wall: Duration,
    virtual: Instant, digest: Digest
  ) {
    self.workload = workload
    self.variant = variant
    self.count = count
    self.messages = messages
    self.wall = wall
    self.virtual = virtual
    self.digest = digest
  }
}

/// Tells how long a piece of code takes in real time.
///
/// Handed in from the command line, because nothing of the simulator may read a real clock.
package typealias Stopwatch = (() -> Void) -> Duration
