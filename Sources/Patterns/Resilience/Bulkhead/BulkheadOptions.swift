import Primitives

extension Bulkhead {
  /// How much runs, how much waits, and for how long.
  public struct Options: Hashable, Sendable {
    /// The most calls that run at once.
    public var concurrency: Int
    /// The most calls that wait.
    public var queue: Int
    /// The longest that a call waits, whatever its deadline.
    ///
    /// There is always a limit: a call that waits for a slot of a bulkhead in which it runs itself
    /// would otherwise wait for ever.
    public var longestWait: Duration

    /// Options of the given parts.
    ///
    /// - Precondition: at least one call can run, and queue and wait are not negative.
    public init(concurrency: Int, queue: Int = 0, longestWait: Duration = .zero) {
      precondition(concurrency > 0, "a bulkhead must let a call run, got \(concurrency)")
      precondition(queue >= 0, "a queue must not be negative, got \(queue)")
      precondition(longestWait >= .zero, "a wait must not be negative, got \(longestWait.text)")
      self.concurrency = concurrency
      self.queue = queue
      self.longestWait = longestWait
    }

    /// Ten calls at once, none waits.
    public static let calls = Options(concurrency: 10)

    /// Ten jobs at once and a hundred that wait, for work that must be done.
    public static let critical = Options(
      concurrency: 10, queue: 100, longestWait: .seconds(30))

    /// Twenty jobs at once and two hundred that wait, for everything else.
    public static let normal = Options(concurrency: 20, queue: 200, longestWait: .seconds(30))
  }
}
