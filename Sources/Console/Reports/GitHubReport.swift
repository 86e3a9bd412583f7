import Exploration
import Harness
import Primitives

/// Sweeps as GitHub Actions shows them: annotations at the scenario's file, and a summary.
struct GitHubReport {
  let sweeps: [ScenarioSweep]
  /// How a seed of a sweep is run again.
  let replay: (ScenarioSweep) -> ReplayCommand

  /// The most annotations of a step that are shown; the rest would vanish without a word.
  private static let mostAnnotations = 10
  /// The most bytes of a summary; with a megabyte all of it would be refused.
  private static let mostBytes = 200_000

  /// A cause and the sweep it was found in.
  private var causes: [(sweep: ScenarioSweep, group: FailureGroup)] {
    sweeps.flatMap { sweep in
      sweep.tally.groupsByWeight.filter(\.isSurprise).map { (sweep, $0) }
    }
  }

  // MARK: Annotations

  /// The lines that the runner of a workflow turns into annotations.
  var annotations: [String] {
    var lines = causes.map { cause in
      annotation(
        cause.sweep.path, "\(cause.sweep.scenario.name): \(cause.group.signature.property)",
        "expected \(cause.group.failure.expected)\nseen \(cause.group.failure.seen)\n"
          + FailureStory(cause.sweep, cause.group, replay(cause.sweep)).command)
    }
    for sweep in sweeps {
      switch sweep.ending {
      case .fixed:
        lines.append(
          annotation(
            sweep.path, "\(sweep.scenario.name): fixed?",
            "held in \(sweep.runs) seeds, yet the scenario expects it to be broken"))
      case .changed(let how):
        lines.append(annotation(sweep.path, "\(sweep.scenario.name): another run", how))
      case .unreached(let rare):
        lines.append(
          annotation(
            sweep.path, "\(sweep.scenario.name): never reached",
            "\(rare) in none of \(sweep.runs) seeds"))
      case .undecided(let reason):
        lines.append(
          annotation(
            sweep.path, "\(sweep.scenario.name): undecided", reason, level: "warning"))
      case .asExpected, .violated, .nothingRan: break
      }
    }
    guard lines.count > GitHubReport.mostAnnotations else { return lines }
    let shown = GitHubReport.mostAnnotations - 1
    let rest = lines.count - shown
    return lines.prefix(shown) + ["::error title=orrery::and \(rest) more, see the summary"]
  }

  private func annotation(
    _ path: String, _ title: String, _ message: String, level: String = "error"
  ) -> String {
    "::\(level) file=\(GitHubReport.property(path)),line=1,title=\(GitHubReport.property(title))::"
      + GitHubReport.data(message)
  }

  /// The text of an annotation.
  static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  /// A property of an annotation.
  static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  // MARK: Summary

  /// The summary as Markdown: a table of scenarios, then the stories of the first causes.
  var summary: String {
    var text = "### orrery\n\n| scenario | seeds | violated | causes | verdict |\n"
    text += "|---|---:|---:|---:|---|\n"
    for sweep in sweeps {
      text += "| \(cell(sweep.path)) | \(sweep.runs) | \(sweep.violationCount) |"
      text += " \(sweep.tally.groups.count) | \(cell(word(for: sweep.ending))) |\n"
    }
    for (sweep, group) in causes.prefix(10) {
      let story = FailureStory(sweep, group, replay(sweep))
      let part =
        "\n<details><summary>\(XMLText.content("\(sweep.scenario.name): \(group.signature)")),"
        + " \(group.count) of \(sweep.runs) seeds</summary>\n\n```\n"
        + story.lines.joined(separator: "\n").replacing("```", with: "'''")
        + "\n```\n\n</details>\n"
      guard text.utf8.count + part.utf8.count < GitHubReport.mostBytes else {
        text += "\nMore causes were found than fit here.\n"
        break
      }
      text += part
    }
    return text
  }

  private func word(for ending: SweepEnding) -> String {
    switch ending {
    case .asExpected: "as expected"
    case .violated: "**violated**"
    case .fixed: "**fixed?**"
    case .changed(let how): "**another run**: \(how)"
    case .unreached(let rare): "**never reached**: \(rare)"
    case .undecided(let reason): "undecided: \(reason)"
    case .nothingRan: "nothing ran"
    }
  }

  private func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
