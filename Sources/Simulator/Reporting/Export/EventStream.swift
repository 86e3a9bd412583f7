import Engine
import Harness
import Primitives

/// A run as JSON, one event a line, for programs; everything else could be derived from it.
///
/// The first line says what run it is, the last how many events there were. Times and seeds are
/// texts, since many readers keep numbers as floating point.
package struct EventStream {
  private let subject: ReportSubject
  private let isFull: Bool

  /// The events of a run; contents over four kilobytes are cut unless it is to be full.
  package init(_ subject: ReportSubject, isFull: Bool) {
    self.subject = subject
    self.isFull = isFull
  }

  private var record: RunRecord { subject.record }

  /// The lines.
  package var text: String {
    let words = EventWords(record)
    let graph = subject.explanation?.graph ?? CausalGraph(record)
    let changes = Dictionary(grouping: record.stateChanges, by: \.event)
    var writer = JSONWriter()
    writeHead(to: &writer)
    for event in 0..<record.traceLength {
      write(event, words, graph, changes[event, default: []], to: &writer)
      writer.endLine()
    }
    writer.object { writer in
      writer.field("end", "\(record.end.nanoseconds)")
      writer.field("events", record.traceLength)
      writer.field("digest", "\(record.digest)")
    }
    writer.endLine()
    return writer.text
  }

  private func writeHead(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "orrery.events/1")
      writer.field("tool", subject.tool)
      writer.field("scenario", record.scenario.name)
      writer.field("path", subject.path)
      writer.field("seed", "\(record.seed)")
      writer.field("replay", subject.replay)
      writer.key("hosts")
      writer.list(record.trace.places)
    }
    writer.endLine()
  }

  private func write(
    _ event: Int, _ words: EventWords, _ graph: CausalGraph, _ changes: [StateChange],
    to writer: inout JSONWriter
  ) {
    let trace = record.trace
    let entry = trace.events[event]
    writer.object { writer in
      writer.field("event", event)
      writer.field("time", "\(entry.instant.nanoseconds)")
      writer.field("kind", entry.kind.name)
      if let host = trace.name(of: entry.place) { writer.field("host", host) }
      if let peer = trace.name(of: entry.peer) { writer.field("peer", peer) }
      let isMessage =
        entry.kind == .messageSent || entry.kind == .messageDelivered || entry.kind.isFate
      if isMessage { writer.field("message", "\(entry.subject)") }
      writer.field("text", shown(words.label(event)))
      if entry.detail >= 0 { writer.field("content", shown(trace.text(entry.detail))) }
      if entry.task >= 0 { writer.field("task", trace.text(entry.task)) }
      if graph.operations[event] >= 0 { writer.field("operation", Int(graph.operations[event])) }
      writer.key("because")
      writer.list { writer in
        for cause in graph.causes(of: event) {
          writer.object { writer in
            writer.field("event", cause.event)
            writer.field("why", cause.kind.word)
          }
        }
      }
      if !changes.isEmpty { write(changes, to: &writer) }
    }
  }

  private func write(_ changes: [StateChange], to writer: inout JSONWriter) {
    writer.key("changes")
    writer.list { writer in
      for change in changes {
        writer.object { writer in
          writer.field("record", change.key)
          if let old = change.old { writer.field("before", shown(old)) }
          if let new = change.new { writer.field("after", shown(new)) }
        }
      }
    }
  }

  private func shown(_ text: String) -> String {
    isFull ? text : Payload.shown(text, command: "\(subject.command) --format events --full")
  }

  /// The JSON Schema of one line.
  package static let schema: String = {
    let kinds = TraceKind.allCases.map { "\"\($0.name)\"" }.joined(separator: ", ")
    let reasons = CausalEdge.allCases.map { "\"\($0.word)\"" }.joined(separator: ", ")
    return """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "orrery.events/1",
        "title": "One line of an event stream",
        "oneOf": [
          { "$ref": "#/$defs/head" }, { "$ref": "#/$defs/event" }, { "$ref": "#/$defs/end" }
        ],
        "$defs": {
          "number": { "type": "string", "pattern": "^-?[0-9]+$" },
          "head": {
            "description": "The first line: what run it is",
            "type": "object",
            "required": ["schema", "tool", "scenario", "path", "seed", "replay", "hosts"],
            "properties": {
              "schema": { "const": "orrery.events/1" },
              "tool": { "type": "string" },
              "scenario": { "type": "string" },
              "path": { "type": "string" },
              "seed": { "type": "string" },
              "replay": { "type": "string", "description": "The command that runs it again" },
              "hosts": { "type": "array", "items": { "type": "string" } }
            },
            "additionalProperties": false
          },
          "event": {
            "description": "Something that happened",
            "type": "object",
            "required": ["event", "time", "kind", "text", "because"],
            "properties": {
              "event": { "type": "integer", "minimum": 0, "description": "Its position in the run" },
              "time": { "$ref": "#/$defs/number", "description": "Nanoseconds since the start" },
              "kind": { "enum": [\(kinds)] },
              "host": { "type": "string", "description": "Where it happened" },
              "peer": { "type": "string", "description": "The other host that it concerns" },
              "message": { "$ref": "#/$defs/number", "description": "The number of a message" },
              "text": { "type": "string", "description": "What happened, in words" },
              "content": { "type": "string", "description": "Further words, such as a payload" },
              "task": { "type": "string", "description": "What did it" },
              "operation": { "type": "integer", "description": "The operation that it serves" },
              "because": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["event", "why"],
                  "properties": {
                    "event": { "type": "integer", "minimum": 0 },
                    "why": { "enum": [\(reasons)] }
                  },
                  "additionalProperties": false
                }
              },
              "changes": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["record"],
                  "properties": {
                    "record": { "type": "string" },
                    "before": { "type": "string" },
                    "after": { "type": "string" }
                  },
                  "additionalProperties": false
                }
              }
            },
            "additionalProperties": false
          },
          "end": {
            "description": "The last line: where the run ended",
            "type": "object",
            "required": ["end", "events", "digest"],
            "properties": {
              "end": { "$ref": "#/$defs/number" },
              "events": { "type": "integer", "minimum": 0 },
              "digest": { "type": "string", "pattern": "^[0-9a-f]{32}$" }
            },
            "additionalProperties": false
          }
        }
      }

      """
  }()
}
