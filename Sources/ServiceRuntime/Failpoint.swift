/// The name of a point in service code where a run may crash, delay or fail it.
///
/// Named after what has just happened and what has not: `after-commit-before-reply`.
public struct FailpointName: Hashable, Sendable {
  /// The name itself, in kebab case.
  public let text: String

  /// The failpoint of this name.
  public init(_ text: String) {
    self.text = text
  }
}

extension FailpointName: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) {
    self.init(text)
  }

  public var description: String { text }
}

/// What a world does at named points.
public protocol Failpoints: AnyObject {
  /// Whether anything watches; when false, passing a failpoint costs one comparison.
  var isArmed: Bool { get }

  /// Told that a point has been reached; waits or throws as the run demands.
  func reach(_ name: FailpointName) async throws
}
