import Testing

/// Follows the links of Markdown files to other files of the repository.
private enum Links {
  /// The targets of a file's relative links, code aside, with their lines.
  static func relative(in file: Repository.File) -> [(line: Int, target: String)] {
    var isFenced = false
    return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .flatMap { index, line -> [(line: Int, target: String)] in
        if line.drop(while: { $0 == " " }).hasPrefix("```") {
          isFenced.toggle()
          return []
        }
        return isFenced ? [] : targets(in: line).map { (index + 1, $0) }
      }
  }

  private static func targets(in line: Substring) -> [String] {
    // Every other piece between back-ticks is code.
    let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
    let prose = pieces.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "x" }
      .joined()
    let inline = prose.split(separator: "](", omittingEmptySubsequences: false).dropFirst()
      .map { $0.prefix { $0 != ")" && $0 != " " } }
    let definition = prose.firstRange(of: "]: ").flatMap { range in
      prose.hasPrefix("[") ? prose[range.upperBound...].prefix { $0 != " " } : nil
    }
    return (inline + (definition.map { [$0] } ?? []))
      .map { String($0.split(separator: "#", omittingEmptySubsequences: false)[0]) }
      .filter { !$0.isEmpty && !$0.contains("://") && !$0.hasPrefix("mailto:") }
      // Documentation links name modules and symbols, which the compiler checks.
      .filter { !$0.hasPrefix("doc:") }
  }

  /// The path from the root to which a link leads, or nothing if it leaves the repository.
  static func path(of target: String, from file: Repository.File) -> String? {
    var folders = file.path.split(separator: "/").dropLast().map(String.init)
    if target.hasPrefix("/") { folders = [] }
    for part in target.split(separator: "/") where part != "." {
      if part == ".." {
        guard folders.popLast() != nil else { return nil }
      } else {
        folders.append(String(part).replacing("%20", with: " "))
      }
    }
    return folders.joined(separator: "/")
  }

  /// Every link of a file that leads nowhere.
  static func broken(in file: Repository.File, exists: (String) -> Bool) -> [String] {
    relative(in: file).compactMap { line, target in
      if let path = path(of: target, from: file), path.isEmpty || exists(path) { return nil }
      return "\(file.path):\(line): there is no '\(target)'"
    }
  }
}

@Suite struct LinkTests {
  @Test func `every link to another file leads to one`() {
    let broken = Repository.documents.flatMap { Links.broken(in: $0, exists: Repository.exists) }
    #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
  }

  @Test func `every scenario is listed in the index of scenarios`() {
    let unlisted = Scenarios.unlisted(
      Repository.files(in: "Scenarios") { $0.hasSuffix(".jsonc") }.map(\.path),
      index: Repository.read("Scenarios/README.md"))
    #expect(unlisted.isEmpty, "not in Scenarios/README.md: \(unlisted.joined(separator: ", "))")
  }

  @Test func `a link that leads nowhere is found`() {
    let text = """
      [a](b.md) and [c](../d.md#part) or [e](missing.md "title")
      [web](https://example.org) [part](#here) `[code](gone.md)`
      ```
      [code](gone.md)
      ```
      [f]: absent.md
      [g](../../../outside.md)
      """
    let file = Repository.File("Docs/Deep/README.md", text)
    let broken = Links.broken(in: file) { ["Docs/Deep/b.md", "Docs/d.md"].contains($0) }
    #expect(
      broken == [
        "Docs/Deep/README.md:1: there is no 'missing.md'",
        "Docs/Deep/README.md:6: there is no 'absent.md'",
        "Docs/Deep/README.md:7: there is no '../../../outside.md'",
      ])
  }

  @Test func `a scenario that is not listed is found`() {
    let index = Repository.File("Scenarios/README.md", "| [lost](Tour/02-lost-reply.jsonc) |")
    let paths = ["Scenarios/Tour/02-lost-reply.jsonc", "Scenarios/Tour/lost-reply.jsonc"]
    #expect(Scenarios.unlisted(paths, index: index) == [paths[1]])
  }
}

/// Compares the scenarios that exist with their index.
private enum Scenarios {
  /// The scenarios whose path the index does not name.
  static func unlisted(_ paths: [String], index: Repository.File) -> [String] {
    paths.filter { path in
      let listed = path.split(separator: "/").dropFirst().joined(separator: "/")
      return !index.text.ranges(of: listed).contains { range in
        // The end of a longer path is another file.
        let before = index.text[..<range.lowerBound].last
        return before.map { !($0.isLetter || $0.isNumber || "-_".contains($0)) } ?? true
      }
    }
  }
}
