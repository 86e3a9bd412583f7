import Primitives
package import ServiceRuntime

/// Log records and spans as lines of JSON; counters and durations in sums.
package final class LiveTelemetry: Telemetry {
  /// Takes a line without its end; may be called from any thread.
  package typealias Sink = @Sendable (String) -> Void

  private let service: ServiceName
  private let host: String
  private let sink: Sink?
  private let clock: LiveClock
  private let random: LiveRandom
  private var spans: [UInt64: OpenSpan] = [:]
  private var sums = OrderedDictionary<String, Sum>()

  /// A span that has not ended.
  private struct OpenSpan {
    let name: String
    let parent: UInt64?
    let begin: Instant
    let at: WallTime
  }

  /// What one counter or one kind of duration came to.
  package struct Sum: Hashable, Sendable {
    /// How often it was added to.
    package var count = 0
    /// The sum: of amounts, or of nanoseconds.
    package var total: Int64 = 0
  }

  /// The telemetry of one process; without a sink nothing is recorded but sums.
  init(
    _ service: ServiceName, host: String, clock: LiveClock, random: LiveRandom, sink: Sink?
  ) {
    self.service = service
    self.host = host
    self.clock = clock
    self.random = random
    self.sink = sink
  }

  package var isRecording: Bool { sink != nil }

  /// The sums so far, by name.
  package var measurements: [(name: String, sum: Sum)] {
    sums.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
  }

  package func log(_ entry: LogEntry) {
    var fields = entry.attributes.map { JSONTree.Field($0.name, .text($0.value)) }
    if !fields.isEmpty { fields = [JSONTree.Field("attributes", .fields(fields))] }
    write(
      [.init("level", .text("\(entry.level)")), .init("message", .text(entry.message))] + fields,
      at: clock.wallTime, trace: entry.trace)
  }

  package func beginSpan(_ name: String, parent: TraceContext?) -> TraceContext {
    let span =
      parent?.child(random.next() | 1)
      ?? TraceContext(
        traceHigh: random.next(), traceLow: random.next() | 1, span: random.next() | 1)
    spans[span.span] = OpenSpan(
      name: name, parent: parent?.span, begin: clock.now, at: clock.wallTime)
    return span
  }

  package func endSpan(_ span: TraceContext, failure: String?) {
    guard let open = spans.removeValue(forKey: span.span) else { return }
    let took = clock.now - open.begin
    var fields: [JSONTree.Field] = [
      .init("span", .text(open.name)), .init("nanoseconds", .number("\(took.nanoseconds)")),
    ]
    if let parent = open.parent { fields.append(.init("parent", .text(Self.hex(parent)))) }
    if let failure { fields.append(.init("failure", .text(failure))) }
    write(fields, at: open.at, trace: span)
  }

  package func count(_ name: String, by amount: Int) {
    add(Int64(amount), to: name)
  }

  package func measure(_ name: String, _ duration: Duration) {
    add(duration.nanoseconds, to: name)
  }

  private func add(_ amount: Int64, to name: String) {
    var sum = sums[name] ?? Sum()
    sum.count += 1
    sum.total &+= amount
    sums[name] = sum
  }

  private func write(_ fields: [JSONTree.Field], at time: WallTime, trace: TraceContext?) {
    guard let sink else { return }
    var all: [JSONTree.Field] = [
      .init("time", .text(time.calendarText)), .init("service", .text(service.text)),
      .init("host", .text(host)),
    ]
    all += fields
    if let trace { all.append(.init("trace", .text(trace.traceParent))) }
    sink(JSONTree.fields(all).description)
  }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension WallTime {
  /// Date and time of day in UTC, to the millisecond, as ISO 8601 writes them.
  ///
  /// The date follows the days since 1970 through eras of 400 years, as Howard Hinnant does it.
  var calendarText: String {
    let day: Int64 = 86_400_000_000_000
    let days = (nanosecondsSinceEpoch - (((nanosecondsSinceEpoch % day) + day) % day)) / day
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let number = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (number <= 2 ? 1 : 0)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(year)-\(two(number))-\(two(dayOfMonth))T\(description)Z"
  }
}
