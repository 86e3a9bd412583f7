/// Log records, spans and measurements of one process.
public protocol Telemetry: AnyObject {
  /// Whether anything is recorded; when false, texts are not even built.
  var isRecording: Bool { get }

  /// Records a log entry.
  func log(_ entry: LogEntry)

  /// Begins a span and returns its identity, to be passed on with calls.
  func beginSpan(_ name: String, parent: TraceContext?) -> TraceContext

  /// Ends a span.
  func endSpan(_ span: TraceContext, failure: String?)

  /// Adds to a counter.
  func count(_ name: String, by amount: Int)

  /// Records a duration.
  func measure(_ name: String, _ duration: Duration)
}

/// A structured log record.
public struct LogEntry: Hashable, Sendable {
  /// How much it matters.
  public var level: LogLevel
  /// What happened, in a sentence.
  public var message: String
  /// Facts beside the sentence, in the order they were given.
  public var attributes: [Attribute]
  /// The trace it belongs to.
  public var trace: TraceContext?

  /// A record of the given parts.
  public init(
    _ level: LogLevel, _ message: String, _ attributes: [Attribute] = [],
    trace: TraceContext? = nil
  ) {
    self.level = level
    self.message = message
    self.attributes = attributes
    self.trace = trace
  }

  /// A named fact.
  public struct Attribute: Hashable, Sendable {
    /// What the fact is about.
    public var name: String
    /// The fact.
    public var value: String

    /// A fact of this name.
    public init(_ name: String, _ value: some CustomStringConvertible) {
      self.name = name
      self.value = value.description
    }
  }
}

/// How much a log record matters.
public enum LogLevel: Int, Hashable, Comparable, Sendable, CaseIterable {
  /// For whoever debugs this code.
  case debug
  /// Ordinary events.
  case info
  /// Something to keep an eye on.
  case warning
  /// Something failed.
  case error

  public static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}
