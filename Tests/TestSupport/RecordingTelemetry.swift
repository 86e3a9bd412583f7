import Engine
package import Primitives
package import ServiceRuntime

/// Keeps what a process reports.
package final class RecordingTelemetry: Telemetry {
  private let simulation: Simulation
  private var spans: UInt64 = 0
  /// The log records, each with its instant, in order.
  package private(set) var records: [(instant: Instant, entry: LogEntry)] = []
  /// The counters in order of their first use.
  package private(set) var counters = OrderedDictionary<String, Int>()
  /// The measurements in order.
  package private(set) var measurements: [(name: String, duration: Duration)] = []
  /// The names of spans in order of their beginnings.
  package private(set) var spanNames: [String] = []

  package let isRecording = true

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  /// The value of a counter, zero when it was never used.
  package func counter(_ name: String) -> Int { counters[name] ?? 0 }

  /// The messages of the log records in order.
  package var messages: [String] { records.map(\.entry.message) }

  package func log(_ entry: LogEntry) { records.append((simulation.now, entry)) }

  package func beginSpan(_ name: String, parent: TraceContext?) -> TraceContext {
    spans += 1
    spanNames.append(name)
    return parent?.child(spans) ?? TraceContext(traceHigh: 0, traceLow: spans, span: spans)
  }

  package func endSpan(_ span: TraceContext, failure: String?) {}

  package func count(_ name: String, by amount: Int) { counters[name, default: 0] += amount }

  package func measure(_ name: String, _ duration: Duration) {
    measurements.append((name, duration))
  }
}
