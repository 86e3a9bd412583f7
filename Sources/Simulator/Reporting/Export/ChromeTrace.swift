import Checking
import Engine
import Harness
import Primitives

/// A run in the trace form of Chrome, as Perfetto reads it: lanes of work, arrows for messages.
///
/// What Perfetto asks for without saying so in an error: an arrow's ends must lie in open slices of
/// their lanes and come after the slices' beginnings in the file; slices of a lane must nest; every
/// transmission needs an arrow number of its own.
package struct ChromeTrace {
  private let subject: ReportSubject
  private let tree: SpanTree
  private let words: EventWords

  /// The trace of a run.
  package init(_ subject: ReportSubject) {
    self.subject = subject
    let graph = subject.explanation?.graph ?? CausalGraph(subject.record)
    tree = SpanTree(subject.record, graph, most: .max)
    words = EventWords(subject.record)
  }

  private var record: RunRecord { subject.record }

  /// One entry with what it is sorted by: time, then place in the order of making.
  private struct Entry {
    let time: Int
    let rank: Int
    let text: String
  }

  /// The process of laws, the one of the network, the lane of messages of each host.
  private var lawProcess: Int { record.trace.places.count + 1 }
  private var networkProcess: Int { record.trace.places.count + 2 }
  private static let messageLane = 1

  /// The whole file.
  package var text: String {
    var entries = slices + messages + faults + laws + counters + figures
    entries.sort { ($0.time, $0.rank) < ($1.time, $1.rank) }
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("displayTimeUnit", "ms")
      writer.key("metadata")
      writer.object { writer in
        writer.field("tool", subject.tool)
        writer.field("scenario", record.scenario.name)
        writer.field("seed", "\(record.seed)")
        writer.field("digest", "\(record.digest)")
        writer.field("replay", subject.replay)
      }
      writer.key("traceEvents")
      writer.list { writer in
        writeNames(to: &writer)
        for entry in entries { writer.raw(entry.text) }
      }
    }
    writer.endLine()
    return writer.text
  }

  /// Nanoseconds as microseconds with three decimals.
  private static func micros(_ nanoseconds: Int) -> String {
    let rest = String(nanoseconds % 1000)
    return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  private func entry(
    _ phase: String, _ name: String, at time: Int, process: Int, lane: Int, rank: Int,
    _ more: (inout JSONWriter) -> Void = { _ in }
  ) -> Entry {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("ph", phase)
      writer.field("name", name)
      writer.key("ts")
      writer.raw(ChromeTrace.micros(time))
      writer.field("pid", process)
      writer.field("tid", lane)
      more(&writer)
    }
    return Entry(time: time, rank: rank, text: writer.text)
  }

  private func writeNames(to writer: inout JSONWriter) {
    var names = record.trace.places.enumerated().map { ($0.offset + 1, $0.element) }
    names += [(lawProcess, "laws"), (networkProcess, "faults of the network")]
    for (process, name) in names {
      for (kind, key) in [("process_name", "name"), ("process_sort_index", "sort_index")] {
        writer.object { writer in
          writer.field("ph", "M")
          writer.field("name", kind)
          writer.field("pid", process)
          writer.field("tid", 0)
          writer.key("args")
          writer.object { writer in
            if key == "name" { writer.field(key, name) } else { writer.field(key, process) }
          }
        }
      }
      guard process <= record.trace.places.count else { continue }
      writer.object { writer in
        writer.field("ph", "M")
        writer.field("name", "thread_name")
        writer.field("pid", process)
        writer.field("tid", ChromeTrace.messageLane)
        writer.key("args")
        writer.object { writer in writer.field("name", "messages") }
      }
    }
  }

  /// Work and waiting, each in the first lane of its host that is free.
  private var slices: [Entry] {
    var ends = OrderedDictionary<Int32, [Instant]>()
    return tree.spans.filter { $0.place >= 0 }.sorted { $0.begin < $1.begin }.map { span in
      var lanes = ends[span.place] ?? []
      let free = lanes.firstIndex { $0 < span.begin } ?? lanes.count
      if free == lanes.count { lanes.append(span.end) } else { lanes[free] = span.end }
      ends[span.place] = lanes
      let length = max(1000, Int((span.end - span.begin).nanoseconds))
      let prefix = span.role == .call ? "wait for " : ""
      return entry(
        "X", prefix + span.name, at: Int(span.begin.nanoseconds), process: Int(span.place) + 1,
        lane: ChromeTrace.messageLane + 1 + free, rank: 0
      ) { writer in
        writer.key("dur")
        writer.raw(ChromeTrace.micros(length))
        writer.key("args")
        writer.object { writer in
          writer.field("event", span.event)
          if let failure = span.failure { writer.field("failure", failure) }
        }
      }
    }
  }

  /// Sendings and arrivals as short slices of their own lane, with an arrow for each transmission.
  private var messages: [Entry] {
    let events = record.trace.events.prefix(record.traceLength)
    var result: [Entry] = []
    let lengths = messageLengths
    for (index, event) in events.enumerated() where lengths[index] != nil {
      let time = Int(event.instant.nanoseconds)
      let process = Int(event.place) + 1
      result.append(
        entry(
          "X", words.label(index).shortened(to: 200), at: time, process: process,
          lane: ChromeTrace.messageLane,
          rank: 1
        ) { writer in
          writer.key("dur")
          writer.raw(ChromeTrace.micros(lengths[index] ?? 1))
          writer.key("args")
          writer.object { writer in writer.field("event", index) }
        })
      guard event.kind == .messageDelivered, event.cause >= 0 else { continue }
      let sending = events[Int(event.cause)]
      result.append(
        flow("s", index, at: Int(sending.instant.nanoseconds), process: Int(sending.place) + 1))
      result.append(flow("f", index, at: time, process: process))
    }
    return result
  }

  /// How long each message slice lasts: up to a microsecond, never into the next one of its lane.
  private var messageLengths: [Int: Int] {
    var lengths: [Int: Int] = [:]
    var next: [Int32: Int] = [:]
    for index in stride(from: record.traceLength - 1, through: 0, by: -1) {
      let event = record.trace.events[index]
      let isMessage =
        event.kind == .messageSent || event.kind == .messageDelivered || event.kind.isFate
      guard isMessage, event.place >= 0 else { continue }
      let time = Int(event.instant.nanoseconds)
      if let later = next[event.place] {
        let laterTime = Int(record.trace.events[later].instant.nanoseconds)
        lengths[index] =
          laterTime == time ? lengths[later] ?? 1 : max(1, min(1000, laterTime - time))
      } else {
        lengths[index] = 1000
      }
      next[event.place] = index
    }
    return lengths
  }

  private func flow(_ phase: String, _ id: Int, at time: Int, process: Int) -> Entry {
    entry(
      phase, "message", at: time, process: process, lane: ChromeTrace.messageLane, rank: 2
    ) { writer in
      writer.field("cat", "message")
      writer.field("id", id)
      if phase == "f" { writer.field("bp", "e") }
    }
  }

  /// Strikes as marks over the whole trace, what lasts as stretches of the network's lane.
  private var faults: [Entry] {
    var standing: [String: Int] = [:]
    var result: [Entry] = []
    for index in 0..<record.traceLength {
      let event = record.trace.events[index]
      guard event.kind == .faultStruck || event.kind == .faultHealed else { continue }
      let time = Int(event.instant.nanoseconds)
      let text = record.trace.text(event.text)
      let id = StandingFaults.parts(text).id
      if event.kind == .faultStruck {
        standing[id] = index
        result.append(
          entry("i", text, at: time, process: networkProcess, lane: 0, rank: 3) {
            $0.field("s", "g")
          })
      } else if let begin = standing[id] {
        standing[id] = nil
        let from = Int(record.trace.events[begin].instant.nanoseconds)
        for (phase, at) in [("b", from), ("e", time)] {
          result.append(
            entry(phase, id, at: at, process: networkProcess, lane: 0, rank: 3) { writer in
              writer.field("cat", "fault")
              writer.field("id", begin)
            })
        }
      }
    }
    return result
  }

  private var laws: [Entry] {
    record.reports.compactMap { report in
      guard let evidence = report.verdict.evidence else { return nil }
      return entry(
        "i", "\(report.id) is broken", at: Int(evidence.when.nanoseconds), process: lawProcess,
        lane: 0, rank: 3
      ) { writer in
        writer.field("s", "p")
        writer.key("args")
        writer.object { writer in
          writer.field("expected", evidence.expected)
          writer.field("seen", evidence.seen)
        }
      }
    }
  }

  /// Every record that is a whole number, as a series.
  private var counters: [Entry] {
    record.stateChanges.compactMap { change in
      guard let text = change.new, let value = Int(text.prefix { $0 != " " }) else { return nil }
      return entry(
        "C", change.key, at: Int(change.instant.nanoseconds),
        process: Int(change.place) + 1,
        lane: 0, rank: 3
      ) { writer in
        writer.key("args")
        writer.object { writer in writer.field("value", value) }
      }
    }
  }

  /// The points behind laws about figures, a series for each figure and one for its bound.
  private var figures: [Entry] {
    record.reports.flatMap { report in
      report.plots.flatMap { plot in
        zip(plot.instants, plot.values).map { instant, value in
          entry(
            "C", "\(report.id): \(plot.name)\(plot.unit.words)", at: Int(instant.nanoseconds),
            process: lawProcess, lane: 0, rank: 3
          ) { writer in
            writer.key("args")
            writer.object { writer in
              writer.field("value", Int(value))
              if let bound = plot.bound { writer.field("bound", Int(bound)) }
            }
          }
        }
      }
    }
  }
}

extension Plot.Unit {
  /// The unit behind a name.
  fileprivate var words: String {
    switch self {
    case .nanoseconds: " in ns"
    case .millionths: " in ppm"
    case .count: ""
    }
  }
}
