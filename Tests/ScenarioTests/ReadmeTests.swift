import Foundation
import Testing

@Suite struct ReadmeTests {
  private let text = Project.text("README.md")

  /// The pieces between the fences of one language, each with its place in the text.
  private func blocks(_ language: String) -> [Substring] {
    let pieces = text.components(separatedBy: "```\(language)\n").dropFirst()
    return pieces.map { $0.prefix(upTo: $0.range(of: "\n```")?.lowerBound ?? $0.endIndex) }
  }

  @Test func `every run in the README is what the program prints today`() throws {
    let runs = blocks("console")
    #expect(!runs.isEmpty)
    var current = text
    for run in runs {
      let line = try #require(run.split(separator: "\n").first)
      #expect(line.hasPrefix("$ orrery "))
      let ending = try OrreryCommand.run(String(line.dropFirst(2)))
      current = current.replacing(run, with: "\(line)\n\(ending.output.dropLast())")
    }
    try Project.expect("README.md", holds: current)
  }

  @Test func `the README names every verb and no other`() throws {
    let verbs = try Verbs.all()
    let named = text.matches(of: /orrery ([a-z]+)\b/).map { String($0.output.1) }
    for verb in Set(named).sorted() { #expect(verbs.contains(verb), "there is no verb '\(verb)'") }
    for verb in verbs { #expect(named.contains(verb), "'\(verb)' is not in the README") }
  }

  @Test func `the README opens with the two commands that matter`() throws {
    let first = try #require(blocks("sh").first)
    #expect(first == "swift run -c release orrery run Scenarios\nswift test")
  }

  @Test func `every folder in the README's tree exists and every target's folder is in it`() throws
  {
    let tree = try #require(blocks("text").first)
    let paths = tree.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    for path in paths {
      let full = Project.root.appendingPathComponent(path).path
      #expect(FileManager.default.fileExists(atPath: full), "there is no \(path)")
    }
    for match in Project.text("Package.swift").matches(of: /part\(\s*"\w+", "([A-Za-z\/]+)"/) {
      #expect(paths.contains("Sources/\(match.output.1)"), "\(match.output.1) is not in the tree")
    }
  }

  @Test func `the README is short`() {
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 251)
  }
}
