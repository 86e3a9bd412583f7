import Harness
import Primitives

extension Verb {
  /// Checks scenario files without running them.
  static func check(_ system: SystemUnderTest) -> Verb {
    Verb(
      "check", "Check scenario files without running them",
      examples: [
        Example("check Scenarios", "every scenario beneath a folder"),
        Example("check Scenarios --format github", "as annotations for a pull request"),
      ],
      positionals: [.paths],
      options: [formatOption.declaration, RunOptions.settings.declaration]
    ) { arguments, terminal throws(CommandError) in
      let files = try ScenarioFiles(arguments[.paths])
      guard !files.paths.isEmpty else {
        throw CommandError(.nothingRan, "there is no scenario file to check")
      }
      var diagnostics: [Diagnostic] = []
      var omitted = 0
      for path in files.paths {
        let reading = try ScenarioFiles.read(
          path, system: system, settings: arguments[RunOptions.settings])
        diagnostics += reading.diagnostics
        omitted += reading.omitted
      }
      let hasErrors = diagnostics.contains { $0.severity == .error }
      switch arguments[formatOption] {
      case .json: terminal.write(DiagnosticExport.json(diagnostics) + "\n")
      case .github: terminal.write(DiagnosticExport.github(diagnostics, omitted: omitted))
      case .text:
        if !diagnostics.isEmpty {
          terminal.write(DiagnosticText.text(diagnostics, omitted: omitted))
        }
        let number = files.paths.count
        terminal.note(
          "\(number) file\(number == 1 ? "" : "s"), \(hasErrors ? "with" : "no") errors")
      }
      return hasErrors ? .badInput : .success
    }
  }

  /// How mistakes are printed.
  enum CheckFormat: String, CaseIterable, Sendable {
    case text
    case json
    case github
  }

  private static let formatOption = Option<CheckFormat>.value(
    "format", .choice("FORMAT"), default: "text", help: "How to print mistakes")
}
