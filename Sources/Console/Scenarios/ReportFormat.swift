import Engine
import Harness
import Primitives
import Reporting

/// The forms in which a run can be written.
enum ReportFormat: String, CaseIterable, Sendable {
  case html, text, svg
  case mermaid, plantuml, dot
  case perfetto, otlp, jaeger, zipkin, shiviz
  case events, sarif

  /// Reads a form's name.
  static var reader: ValueReader<ReportFormat> { .choice("FORMAT") }

  /// The run in this form.
  func text(of subject: ReportSubject, isFull: Bool) -> String {
    switch self {
    case .html: HTMLReport(subject, isFull: isFull).text
    case .text: ReportText(subject).text
    case .svg: SpaceTimePicture(subject.record, subject.explanation).text
    case .mermaid: SequenceDiagram(subject).mermaid
    case .plantuml: SequenceDiagram(subject).plantUML
    case .dot: CauseGraphExport(subject, isFull: isFull).dot
    case .perfetto: ChromeTrace(subject).text
    case .otlp: SpanExports(subject, isFull: isFull).otlp
    case .jaeger: SpanExports(subject, isFull: isFull).jaeger
    case .zipkin: SpanExports(subject, isFull: isFull).zipkin
    case .shiviz: CauseGraphExport(subject, isFull: isFull).shiViz
    case .events: EventStream(subject, isFull: isFull).text
    case .sarif: SARIFExport(subject).text
    }
  }

  /// The ending of files in this form.
  private var suffix: String {
    switch self {
    case .html: "html"
    case .text: "txt"
    case .svg: "svg"
    case .mermaid: "mmd"
    case .plantuml: "puml"
    case .dot: "dot"
    case .perfetto: "perfetto.json"
    case .otlp: "otlp.jsonl"
    case .jaeger: "jaeger.json"
    case .zipkin: "zipkin.json"
    case .shiviz: "shiviz.log"
    case .events: "events.jsonl"
    case .sarif: "sarif"
    }
  }

  /// The name of the file where nobody says another.
  func fileName(for record: RunRecord) -> String {
    "\(record.scenario.name)-\(record.seed).\(suffix)"
  }
}
