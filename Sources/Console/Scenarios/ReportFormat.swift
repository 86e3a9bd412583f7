import Engine
import Harness
import Primitives
import Reporting

/// The forms in which a run can be written.
enum ReportFormat: String, CaseIterable, Sendable {
  case html
  case svg

  /// Reads a form's name.
  static var reader: ValueReader<ReportFormat> { .choice("FORMAT") }

  /// The run in this form.
  func text(of subject: ReportSubject, isFull: Bool) -> String {
    switch self {
    case .html: HTMLReport(subject, isFull: isFull).text
    case .svg: SpaceTimePicture(subject.record, subject.explanation).text
    }
  }

  /// The ending of files in this form.
  private var suffix: String {
    switch self {
    case .html: "html"
    case .svg: "svg"
    }
  }

  /// The name of the file where nobody says another.
  func fileName(for record: RunRecord) -> String {
    "\(record.scenario.name)-\(record.seed).\(suffix)"
  }
}
