package import Primitives
package import World

/// Keeps a run in step with real time, for a cluster whose services run in processes elsewhere.
///
/// The run stays single-threaded: whatever comes from outside waits until the run asks for it.
package protocol RunPace: AnyObject, Sendable {
  /// Told once, when all hosts stand and have been told to start.
  func begin(_ cluster: Cluster)
  /// Waits a moment or for news, takes the news in, and says up to which instant to run.
  func next() -> Instant
  /// Whether nothing has happened for so long that nothing more is expected.
  var isQuiet: Bool { get }
  /// Whether somebody has asked for an early end.
  var isCutShort: Bool { get }
  /// Told once, when everything has ended.
  func end()
}
