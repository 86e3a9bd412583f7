import Checking
import Engine
import Harness
import Primitives

/// A failure in the form of static-analysis results, which code hosts show beside the code.
///
/// The law is the rule, the violation the result, and the story its code flow, with one thread for
/// each host; the fingerprint stays the same over seeds, so that a known failure is not new again.
package struct SARIFExport {
  private let subject: ReportSubject

  /// The results of a run.
  package init(_ subject: ReportSubject) {
    self.subject = subject
  }

  /// The whole file.
  package var text: String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      writer.field("version", "2.1.0")
      writer.key("runs")
      writer.list { writer in
        writer.object { writer in
          writeTool(to: &writer)
          writer.key("results")
          writer.list { writer in
            if let explanation = subject.explanation { write(explanation, to: &writer) }
          }
        }
      }
    }
    writer.endLine()
    return writer.text
  }

  private func writeTool(to writer: inout JSONWriter) {
    let words = subject.tool.split(separator: " ")
    writer.key("tool")
    writer.object { writer in
      writer.key("driver")
      writer.object { writer in
        writer.field("name", String(words.first ?? "orrery"))
        writer.field("version", String(words.last ?? ""))
        writer.key("rules")
        writer.list { writer in
          for report in subject.record.reports {
            writer.object { writer in
              writer.field("id", report.id)
              writer.key("shortDescription")
              message(report.documentation, to: &writer)
            }
          }
        }
      }
    }
  }

  private func write(_ explanation: Explanation, to writer: inout JSONWriter) {
    let evidence = explanation.evidence
    var signature = Digest()
    signature.combine(explanation.report.id)
    signature.combine(subject.path)
    for id in explanation.decisive.ids { signature.combine(id) }
    writer.object { writer in
      writer.field("ruleId", explanation.report.id)
      writer.field("level", "error")
      writer.key("message")
      message(
        "expected \(evidence.expected); seen \(evidence.seen). \(explanation.decisive.sentence) "
          + "Replay: \(subject.replay)", to: &writer)
      writer.key("locations")
      writer.list { writer in location(nil, to: &writer) }
      writer.key("partialFingerprints")
      writer.object { writer in writer.field("orrery/v1", "\(signature)") }
      writer.key("codeFlows")
      writer.list { writer in
        writer.object { writer in
          writer.key("threadFlows")
          writer.list { writer in writeThreads(explanation, to: &writer) }
        }
      }
    }
  }

  private func writeThreads(_ explanation: Explanation, to writer: inout JSONWriter) {
    let trace = subject.record.trace
    var threads = OrderedDictionary<String, [(order: Int, sentence: StorySentence)]>()
    for (order, sentence) in Story(explanation).sentences.enumerated() {
      let place = sentence.event >= 0 ? trace.events[sentence.event].place : -1
      threads[trace.name(of: place) ?? "run", default: []].append((order + 1, sentence))
    }
    for (place, sentences) in threads {
      writer.object { writer in
        writer.field("id", place)
        writer.key("locations")
        writer.list { writer in
          for (order, sentence) in sentences {
            writer.object { writer in
              writer.field("executionOrder", order)
              writer.key("location")
              location(
                "\(TimelineText().clock(sentence.instant)) \(sentence.text)", to: &writer)
            }
          }
        }
      }
    }
  }

  private func location(_ text: String?, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("physicalLocation")
      writer.object { writer in
        writer.key("artifactLocation")
        writer.object { writer in writer.field("uri", subject.path) }
        writer.key("region")
        writer.object { writer in writer.field("startLine", 1) }
      }
      if let text {
        writer.key("message")
        message(text, to: &writer)
      }
    }
  }

  private func message(_ text: String, to writer: inout JSONWriter) {
    writer.object { writer in writer.field("text", text) }
  }
}
