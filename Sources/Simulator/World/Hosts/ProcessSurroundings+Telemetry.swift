import Engine
import Primitives
import ServiceRuntime

/// Logs, spans and measurements written into the trace.
extension ProcessSurroundings: Telemetry {
  var isRecording: Bool { simulation.trace.isFull || cluster.spanObserver != nil }

  func log(_ entry: LogEntry) {
    simulation.annotate(
      .logged, at: place, value: UInt64(entry.level.rawValue), text: entry.message,
      detail: entry.attributes.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
  }

  func beginSpan(_ name: String, parent: TraceContext?) -> TraceContext {
    let key = spanKey ?? StreamKey(host.key, StreamKey("span \(incarnation)"))
    spanKey = key
    let stream = simulation.streams.stream(
      .service, at: key, purpose: "span", occurrence: spanCount)
    spanCount += 1
    let span =
      parent?.child(stream.word(at: 0) | 1)
      ?? TraceContext(
        traceHigh: stream.word(at: 1), traceLow: stream.word(at: 2) | 1,
        span: stream.word(at: 0) | 1)
    simulation.annotate(.spanBegan, at: place, subject: span.span, text: name)
    cluster.spanObserver?(span.span, place, name, nil)
    return span
  }

  func endSpan(_ span: TraceContext, failure: String?) {
    simulation.annotate(.spanEnded, at: place, subject: span.span, text: failure ?? "")
    cluster.spanObserver?(span.span, place, nil, failure)
  }

  func count(_ name: String, by amount: Int) {
    simulation.annotate(
      .measured, at: place, value: UInt64(bitPattern: Int64(amount)), text: name)
  }

  func measure(_ name: String, _ duration: Duration) {
    simulation.annotate(
      .measured, at: place, value: UInt64(bitPattern: duration.nanoseconds), text: name)
  }
}
