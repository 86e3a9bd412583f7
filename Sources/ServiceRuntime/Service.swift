/// A service: code that starts, answers requests, drains and stops.
///
/// A service touches nothing but the context it was made with. All its code runs isolated to the
/// process that hosts it, one piece at a time between two awaits, so a service is an ordinary
/// class with ordinary stored properties and needs no locks. What it keeps in memory is gone
/// after a crash; what it committed to its store is not.
public protocol Service: AnyObject {
  /// Gets ready: registers handlers, warms caches, starts background work.
  ///
  /// The process takes no request before this returns; when it throws, the process ends and is
  /// restarted as its restart policy says.
  func start() async throws

  /// Finishes what is under way; no new request arrives from here on.
  ///
  /// Ends early when the time granted for draining is over.
  func drain() async

  /// Lets go of what is left; the last call that a service receives when it ends in peace.
  func stop() async
}

extension Service {
  /// Waits for nothing: requests under way are waited for by the process itself.
  public func drain() async {}

  /// Does nothing.
  public func stop() async {}
}
