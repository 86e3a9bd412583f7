import Primitives

/// Forms in which the results of sweeps are written besides the terminal.
enum ReportForm: String, Sendable, CaseIterable {
  /// A file for systems that show tests, with one case for each property.
  case junit
  /// Annotations and a step summary, as GitHub Actions shows them.
  case github
  /// A page about all runs, and one for each cause of failure.
  case html
}

/// A report that somebody asks for: a form under its usual name, or a page in a file of its own.
enum ReportRequest: Hashable, Sendable {
  /// A form.
  case form(ReportForm)
  /// One page about all runs, in this file.
  case page(String)
}

/// The option that asks for reports.
enum ReportOptions {
  static let reports = Option<[[ReportRequest]]>.list(
    "report", .reports,
    help: "Write reports: junit, github, html, or a page to FILE.html; several with commas")

  /// The forms that a command asks for, each once.
  static func forms(_ arguments: Arguments) -> [ReportForm] {
    let all = arguments[reports].flatMap { $0 }
    return ReportForm.allCases.filter { all.contains(.form($0)) }
  }

  /// The files that a command wants pages about all runs in, each once.
  static func pages(_ arguments: Arguments) -> [String] {
    let all = arguments[reports].flatMap { $0 }.compactMap { request in
      switch request {
      case .form: String?.none
      case .page(let path): path
      }
    }
    return OrderedSet(all).members
  }
}

extension ValueReader where Value == [ReportRequest] {
  /// Forms and files with commas between them.
  static var reports: Self {
    ValueReader("FORM", completion: .words(ReportForm.allCases.map(\.rawValue))) {
      text throws(InvalidValue) in
      var requests: [ReportRequest] = []
      for word in text.split(separator: ",") {
        if word.hasSuffix(".html"), word.utf8.count > 5 {
          requests.append(.page(String(word)))
        } else {
          requests.append(.form(try ValueReader<ReportForm>.choice("FORM").read(String(word))))
        }
      }
      return requests
    }
  }
}
