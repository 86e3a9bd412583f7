import Primitives

/// Forms in which the results of sweeps are written besides the terminal.
enum ReportForm: String, Sendable, CaseIterable {
  /// A file for systems that show tests, with one case for each property.
  case junit
  /// Annotations and a step summary, as GitHub Actions shows them.
  case github
  /// A page for each cause of failure.
  case html
}

/// The option that asks for reports.
enum ReportOptions {
  static let reports = Option<[[ReportForm]]>.list(
    "report", .forms, help: "Write reports: junit, github, html; several with commas")

  /// The forms that a command asks for, each once.
  static func forms(_ arguments: Arguments) -> [ReportForm] {
    let all = arguments[reports].flatMap { $0 }
    return ReportForm.allCases.filter { all.contains($0) }
  }
}

extension ValueReader where Value == [ReportForm] {
  /// Forms with commas between them.
  static var forms: Self {
    ValueReader("FORM", completion: .words(ReportForm.allCases.map(\.rawValue))) {
      text throws(InvalidValue) in
      var forms: [ReportForm] = []
      for word in text.split(separator: ",") {
        forms.append(try ValueReader<ReportForm>.choice("FORM").read(String(word)))
      }
      return forms
    }
  }
}
