/// Writes log records; texts are built only when they are recorded.
extension ServiceContext {
  /// Records a log entry.
  @inlinable
  public func log(
    _ level: LogLevel, _ message: @autoclosure () -> String,
    _ attributes: @autoclosure () -> [LogEntry.Attribute] = [], trace: TraceContext? = nil
  ) {
    guard telemetry.isRecording else { return }
    telemetry.log(LogEntry(level, message(), attributes(), trace: trace))
  }

  /// Runs a body as a span of its own.
  ///
  /// The body receives the span's identity, to be passed on in the metadata of its calls.
  @inlinable
  public func span<Result>(
    _ name: String, parent: TraceContext? = nil, _ body: (TraceContext?) async throws -> Result
  ) async throws -> Result {
    guard telemetry.isRecording else { return try await body(parent) }
    let span = telemetry.beginSpan(name, parent: parent)
    do {
      let result = try await body(span)
      telemetry.endSpan(span, failure: nil)
      return result
    } catch {
      telemetry.endSpan(span, failure: "\(error)")
      throw error
    }
  }

  /// Adds to a counter.
  @inlinable
  public func count(_ name: String, by amount: Int = 1) {
    telemetry.count(name, by: amount)
  }
}
