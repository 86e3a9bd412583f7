import Exploration
import Harness
import Primitives
import Reporting

/// Sweeps as a file of test results that continuous integration understands.
///
/// A suite for each scenario and a case for each property, not for each seed: readers of such
/// files refuse very many cases, and a property is what a person follows over time. Elements and
/// attributes are those of the schema that Jenkins checks such files against. GitLab names
/// a suite after the class of its cases, so both are the scenario's name.
struct JUnitReport {
  let sweeps: [ScenarioSweep]
  /// How a seed of a sweep is run again.
  let replay: (ScenarioSweep) -> ReplayCommand

  /// The file.
  var text: String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let suites = sweeps.map(suite)
    let counts = suites.reduce((0, 0)) { ($0.0 + $1.tests, $0.1 + $1.failures) }
    lines.append(
      "<testsuites name=\"orrery\" tests=\"\(counts.0)\" failures=\"\(counts.1)\" errors=\"0\">")
    lines += suites.flatMap(\.lines)
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A suite's lines and what its cases came to.
  private struct Suite {
    var lines: [String] = []
    var tests = 0
    var failures = 0
    var skipped = 0
  }

  private func suite(_ sweep: ScenarioSweep) -> Suite {
    var suite = Suite()
    let groups = sweep.tally.groupsByWeight.filter(\.isSurprise)
    var cases: [String] = []
    for law in sweep.tally.laws {
      let causes = groups.filter { $0.signature.property == law.id }
      suite.tests += 1
      if !causes.isEmpty || isAlsoBroken(law, sweep) { suite.failures += 1 }
      if causes.isEmpty, isOpen(law, sweep) { suite.skipped += 1 }
      cases += testCase(law, causes, sweep)
    }
    let crashes = groups.filter(\.failure.isCrash)
    suite.tests += 1
    if !crashes.isEmpty { suite.failures += 1 }
    cases += element(RunCrash.property, sweep, body: crashes.isEmpty ? [] : failure(crashes, sweep))
    if sweep.ending == .fixed {
      suite.tests += 1
      suite.failures += 1
      cases += element("expectation", sweep, body: [missing(sweep)])
    }
    let name = XMLText.attribute(sweep.scenario.name)
    suite.lines = [
      "  <testsuite name=\"\(name)\" tests=\"\(suite.tests)\" failures=\"\(suite.failures)\" "
        + "errors=\"0\" skipped=\"\(suite.skipped)\" file=\"\(XMLText.attribute(sweep.path))\">",
      "    <properties>",
      property("seeds", sweep.section.job.seeds.text), property("runs", "\(sweep.runs)"),
      property("digest", sweep.digest.description),
      "    </properties>",
    ]
    suite.lines += cases + ["  </testsuite>"]
    return suite
  }

  private func property(_ name: String, _ value: String) -> String {
    "      <property name=\"\(name)\" value=\"\(XMLText.attribute(value))\"/>"
  }

  /// Whether a law was broken that should hold, without being the first in any run.
  private func isAlsoBroken(_ law: LawTally, _ sweep: ScenarioSweep) -> Bool {
    let expectation = sweep.scenario.expect
    let isExpected = expectation.verdict != .holds && law.id == expectation.property
    return law.violated > 0 && sweep.ending == .violated && !isExpected
  }

  private func isOpen(_ law: LawTally, _ sweep: ScenarioSweep) -> Bool {
    law.held == 0 && law.violated == 0
  }

  private func testCase(
    _ law: LawTally, _ causes: [FailureGroup], _ sweep: ScenarioSweep
  ) -> [String] {
    if !causes.isEmpty { return element(law.id, sweep, body: failure(causes, sweep)) }
    if isAlsoBroken(law, sweep) {
      let message =
        "broken in \(law.violated) of \(sweep.runs) seeds, each time after another law"
      return element(
        law.id, sweep,
        body: ["<failure type=\"property\" message=\"\(XMLText.attribute(message))\"/>"])
    }
    guard isOpen(law, sweep) else { return element(law.id, sweep, body: []) }
    let reason = "undecided: it was decided in none of \(sweep.runs) runs"
    return element(law.id, sweep, body: ["<skipped message=\"\(XMLText.attribute(reason))\"/>"])
  }

  private func element(_ name: String, _ sweep: ScenarioSweep, body: [String]) -> [String] {
    let head =
      "    <testcase classname=\"\(XMLText.attribute(sweep.scenario.name))\" "
      + "name=\"\(XMLText.attribute(name))\""
    if body.isEmpty { return [head + "/>"] }
    return [head + ">"] + body.map { "      \($0)" } + ["    </testcase>"]
  }

  private func failure(_ causes: [FailureGroup], _ sweep: ScenarioSweep) -> [String] {
    let count = causes.reduce(0) { $0 + $1.count }
    let message =
      "broken in \(count) of \(sweep.runs) seeds: expected \(causes[0].failure.expected), "
      + "seen \(causes[0].failure.seen)"
    let story = causes.flatMap { FailureStory(sweep, $0, replay(sweep)).lines + [""] }
    return [
      "<failure type=\"property\" message=\"\(XMLText.attribute(message))\">"
        + XMLText.content(story.joined(separator: "\n")) + "</failure>"
    ]
  }

  private func missing(_ sweep: ScenarioSweep) -> String {
    let message = "held in \(sweep.runs) seeds, yet the scenario expects it to be broken"
    return "<failure type=\"expectation\" message=\"\(XMLText.attribute(message))\"/>"
  }
}

/// Text in a file of XML.
enum XMLText {
  /// The text between two tags.
  static func content(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: if isAllowed(scalar) { result.unicodeScalars.append(scalar) }
      }
    }
  }

  /// The value of an attribute in double quotes.
  static func attribute(_ text: String) -> String {
    content(text).replacing("\"", with: "&quot;").replacing("\n", with: "&#10;")
      .replacing("\t", with: "&#9;")
  }

  /// Whether XML has a way to say a character at all; most of the control characters it has not.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
    default: false
    }
  }
}
