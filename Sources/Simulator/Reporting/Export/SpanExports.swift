import Engine
import Harness
import Primitives

/// A run as spans in the forms of OpenTelemetry, Jaeger and Zipkin.
package struct SpanExports {
  private let tree: SpanTree
  private let subject: ReportSubject

  /// The spans of a run; with every call where it is to be full.
  package init(_ subject: ReportSubject, isFull: Bool) {
    self.subject = subject
    let graph = subject.explanation?.graph ?? CausalGraph(subject.record)
    tree = SpanTree(subject.record, graph, most: isFull ? .max : SpanTree.most)
  }

  private var remark: String {
    tree.omitted == 0
      ? ""
      : "\(tree.omitted) calls are left out; all: \(subject.command) --full"
  }

  // MARK: OpenTelemetry

  /// One request object of the OpenTelemetry protocol in its JSON form, as one line.
  package var otlp: String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("resourceSpans")
      writer.list { writer in
        for place in tree.places.indices {
          let spans = tree.spans.filter { $0.place == Int32(place) }
          if !spans.isEmpty { writeResource(tree.places[place], spans, to: &writer) }
        }
      }
    }
    writer.endLine()
    return writer.text
  }

  private func writeResource(
    _ name: String, _ spans: [SpanTree.Span], to writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.key("resource")
      writer.object { writer in
        writer.key("attributes")
        writer.list { writer in
          attribute("service.name", name, to: &writer)
          attribute("orrery.seed", "\(subject.record.seed)", to: &writer)
          attribute("orrery.digest", "\(subject.record.digest)", to: &writer)
          if !remark.isEmpty { attribute("orrery.omitted", remark, to: &writer) }
        }
      }
      writer.key("scopeSpans")
      writer.list { writer in
        writer.object { writer in
          writer.key("scope")
          writer.object { writer in writer.field("name", subject.tool) }
          writer.key("spans")
          writer.list { writer in
            for span in spans { writeOTLP(span, to: &writer) }
          }
        }
      }
    }
  }

  private func writeOTLP(_ span: SpanTree.Span, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("traceId", "\(span.trace)")
      writer.field("spanId", SpanTree.hex(span.id))
      if let parent = span.parent { writer.field("parentSpanId", SpanTree.hex(parent)) }
      writer.field("name", span.name)
      // The numbers are the protocol's: internal, server, client.
      writer.field("kind", span.role == .operation ? 1 : span.role == .work ? 2 : 3)
      writer.field("startTimeUnixNano", "\(SpanTree.unixNanoseconds(span.begin))")
      writer.field("endTimeUnixNano", "\(SpanTree.unixNanoseconds(span.end))")
      writer.key("attributes")
      writer.list { writer in attribute("orrery.event", "\(span.event)", to: &writer) }
      writer.key("events")
      writer.list { writer in
        for note in span.notes {
          writer.object { writer in
            writer.field("timeUnixNano", "\(SpanTree.unixNanoseconds(note.instant))")
            writer.field("name", note.text)
          }
        }
      }
      writer.key("status")
      writer.object { writer in
        writer.field("code", span.failure == nil ? 1 : 2)
        if let failure = span.failure { writer.field("message", failure) }
      }
    }
  }

  private func attribute(_ key: String, _ value: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("key", key)
      writer.key("value")
      writer.object { writer in writer.field("stringValue", value) }
    }
  }

  // MARK: Jaeger

  /// The form that Jaeger's page reads from a file without a server.
  package var jaeger: String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("data")
      writer.list { writer in
        for (trace, spans) in traces {
          writer.object { writer in
            writer.field("traceID", "\(trace)")
            writer.key("spans")
            writer.list { writer in
              for span in spans { writeJaeger(span, to: &writer) }
            }
            writer.key("processes")
            writer.object { writer in
              for (place, name) in tree.places.enumerated() {
                writer.key("p\(place)")
                writer.object { writer in
                  writer.field("serviceName", name)
                  writer.key("tags")
                  writer.list { writer in tag("orrery", remark, to: &writer) }
                }
              }
            }
          }
        }
      }
    }
    writer.endLine()
    return writer.text
  }

  private var traces: OrderedDictionary<Digest, [SpanTree.Span]> {
    var result = OrderedDictionary<Digest, [SpanTree.Span]>()
    for span in tree.spans { result[span.trace, default: []].append(span) }
    return result
  }

  private func writeJaeger(_ span: SpanTree.Span, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("traceID", "\(span.trace)")
      writer.field("spanID", SpanTree.hex(span.id))
      writer.field("processID", "p\(span.place)")
      writer.field("operationName", span.name)
      writer.field("startTime", SpanTree.unixNanoseconds(span.begin) / 1000)
      writer.field("duration", microseconds(span))
      writer.key("references")
      writer.list { writer in
        guard let parent = span.parent else { return }
        writer.object { writer in
          writer.field("refType", "CHILD_OF")
          writer.field("traceID", "\(span.trace)")
          writer.field("spanID", SpanTree.hex(parent))
        }
      }
      writer.key("tags")
      writer.list { writer in
        tag("span.kind", kind(span, "internal", "server", "client"), to: &writer)
        tag("orrery.event", "\(span.event)", to: &writer)
        if let failure = span.failure {
          tag("error", "true", to: &writer)
          tag("failure", failure, to: &writer)
        }
      }
      writer.key("logs")
      writer.list { writer in
        for note in span.notes {
          writer.object { writer in
            writer.field("timestamp", SpanTree.unixNanoseconds(note.instant) / 1000)
            writer.key("fields")
            writer.list { writer in tag("event", note.text, to: &writer) }
          }
        }
      }
    }
  }

  private func tag(_ key: String, _ value: String, to writer: inout JSONWriter) {
    guard !value.isEmpty else { return }
    writer.object { writer in
      writer.field("key", key)
      writer.field("type", "string")
      writer.field("value", value)
    }
  }

  private func kind(
    _ span: SpanTree.Span, _ operation: String, _ work: String, _ call: String
  ) -> String {
    switch span.role {
    case .operation: operation
    case .work: work
    case .call: call
    }
  }

  /// The length in microseconds; viewers want at least one.
  private func microseconds(_ span: SpanTree.Span) -> Int {
    max(1, Int((span.end - span.begin).nanoseconds) / 1000)
  }

  // MARK: Zipkin

  /// A list of spans in the second version of Zipkin's form.
  package var zipkin: String {
    var writer = JSONWriter()
    writer.list { writer in
      for span in tree.spans { writeZipkin(span, to: &writer) }
    }
    writer.endLine()
    return writer.text
  }

  private func writeZipkin(_ span: SpanTree.Span, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("traceId", "\(span.trace)")
      writer.field("id", SpanTree.hex(span.id))
      if let parent = span.parent { writer.field("parentId", SpanTree.hex(parent)) }
      writer.field("name", span.name)
      if span.role != .operation {
        writer.field("kind", kind(span, "", "SERVER", "CLIENT"))
      }
      writer.field("timestamp", SpanTree.unixNanoseconds(span.begin) / 1000)
      writer.field("duration", microseconds(span))
      writer.key("localEndpoint")
      writer.object { writer in
        writer.field("serviceName", span.place >= 0 ? tree.places[Int(span.place)] : "system")
      }
      writer.key("annotations")
      writer.list { writer in
        for note in span.notes {
          writer.object { writer in
            writer.field("timestamp", SpanTree.unixNanoseconds(note.instant) / 1000)
            writer.field("value", note.text)
          }
        }
      }
      writer.key("tags")
      writer.object { writer in
        writer.field("orrery.event", "\(span.event)")
        if let failure = span.failure { writer.field("error", failure) }
        if !remark.isEmpty { writer.field("orrery", remark) }
      }
    }
  }
}
