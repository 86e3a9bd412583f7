import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a sweep writes for systems that run it unattended.
@Suite struct ReportTests {
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    // Unexpected wherever it is found.
    let text = Project.text("Scenarios/Hazards/double-deduction/unguarded.jsonc")
      .replacing("\"verdict\": \"violated\"", with: "\"verdict\": \"holds\"")
    try scratch.write("bad & <odd>.jsonc", text)
    try scratch.write("good.jsonc", Project.text("Scenarios/Tour/01-first-order.jsonc"))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: scratch.url.appendingPathComponent(name), encoding: .utf8)
  }

  private func cases(of report: String) -> [Substring] {
    report.split(separator: "\n").filter { $0.contains("<testcase ") }
  }

  @Test func `a JUnit file has one case for each property`() throws {
    let ending = try scratch.run("orrery run . --seeds 1..3 --report junit --out results")
    #expect(ending.code == 1, "\(ending.errors)")
    let report = try text("results/junit.xml")
    let parser = XMLParser(data: Data(report.utf8))
    let counts = ElementCounts()
    parser.delegate = counts
    #expect(parser.parse(), "\(report)")
    #expect(counts.numbers["testsuite"] == 2)
    // What Jenkins's schema asks for and what it does not know.
    #expect(report.components(separatedBy: " errors=\"0\"").count == 4)
    #expect(
      !report.contains("<testcase file=") && !cases(of: report).contains { $0.contains(" file=") })
    #expect(counts.numbers["failure"] == 2)
    let cases = cases(of: report)
    #expect(cases.count(where: { $0.contains("name=\"deducted-at-most-once\"") }) == 2)
    #expect(
      report.contains("<failure type=\"property\" message=\"broken in 3 of 3 seeds: expected"))
    #expect(report.contains("replay    orrery replay './bad &amp; &lt;odd&gt;.jsonc' --seed "))
    #expect(report.contains("<property name=\"seeds\" value=\"1..3\"/>"))
    #expect(report.contains("name=\"no-crash\""))
  }

  @Test func `GitHub is given annotations and a summary without being asked`() throws {
    var command = OrreryCommand(folder: scratch.url)
    let summary = scratch.url.appendingPathComponent("summary.md").path
    command.environment = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary]
    let ending = try command.run("orrery run . --seeds 1..3")
    let lines = ending.errors.split(separator: "\n").filter { $0.hasPrefix("::error ") }
    #expect(lines.count == 1, "\(ending.errors)")
    #expect(lines[0].hasPrefix("::error file=./bad & <odd>.jsonc,line=1,title=double-deduction"))
    #expect(lines[0].contains("%0Aseen taken 2 times, 2 in all%0Aorrery replay "))
    let written = try text("summary.md")
    #expect(written.contains("| ./good.jsonc | 3 | 0 | 0 | as expected |"))
    #expect(written.contains("deducted-at-most-once"))
    let again = try command.run("orrery run good.jsonc --seeds 1..3 -q")
    #expect(again.errors.isEmpty)
    #expect(try text("summary.md").count > written.count, "a summary is added to, not replaced")
  }

  @Test func `a sweep becomes one page, the same from any number of processes and from its file`()
    throws
  {
    let ending = try scratch.run(
      "orrery run . --seeds 1..40 --swarm -j 1 --report one.html --out results")
    #expect(ending.code == 1, "\(ending.errors)")
    let page = try text("one.html")
    #expect(page.contains(" of 80 runs broke a law: "))
    #expect(page.contains("chaos.kinds"))
    #expect(page.contains("deducted-at-most-once"))
    #expect(page.contains("orrery replay"))
    #expect(page.utf8.count < 2_000_000)
    _ = try scratch.run("orrery run . --seeds 1..40 --swarm -j 2 --isolated --report two.html")
    #expect(try text("two.html") == page)
    let again = try scratch.run("orrery report results/runs.orrery.jsonl -o three.html")
    #expect(again.code == 0, "\(again.errors)")
    let mine = page.split(separator: "\n").filter { !$0.contains("orrery run .") }
    let other = try text("three.html").split(separator: "\n").filter {
      !$0.contains("orrery report results")
    }
    #expect(mine == other)
    let refused = try scratch.run("orrery report results/runs.orrery.jsonl --format svg -o -")
    #expect(refused.code == 64)
  }

  @Test func `the pages of causes stand beside the page of the sweep, which leads to them`() throws
  {
    let ending = try scratch.run("orrery run . --seeds 1..3 --report html --out results")
    #expect(ending.code == 1, "\(ending.errors)")
    let page = try text("results/sweep.html")
    let names = try FileManager.default
      .contentsOfDirectory(atPath: scratch.url.appendingPathComponent("results").path)
      .filter { $0.hasSuffix(".html") && $0 != "sweep.html" }
    #expect(!names.isEmpty)
    for name in names { #expect(page.contains("href=\"\(name)\""), "\(name)") }
  }

  @Test func `an unknown report is a mistake of usage`() throws {
    let ending = try scratch.run("orrery run good.jsonc --report junit,junot")
    #expect(ending.code == 64)
    #expect(ending.errors.contains("did you mean 'junit'?"), "\(ending.errors)")
  }
}

/// Counts the elements of a file of XML.
private final class ElementCounts: NSObject, XMLParserDelegate {
  var numbers: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    numbers[name, default: 0] += 1
  }
}
