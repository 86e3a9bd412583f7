import Testing

/// Finds what should not lie about in a repository.
private enum Tidiness {
  /// Marks of unfinished work; put together here so that this file has none.
  static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

  /// Beginnings of paths that exist on one machine only.
  static let machinePaths = ["work", "tmp", "root", "home", "Users", "private", "var/folders"]
    .map { "/" + $0 + "/" }

  /// Every mark of unfinished work in a file.
  static func marks(in file: Repository.File) -> [String] {
    lines(of: file) { line in
      marks.first { mark in
        line.ranges(of: mark).contains { isWord(line, $0) }
      }.map { "'\($0)': finish it or leave it out" }
    }
  }

  /// Every absolute path of a file that leads somewhere on one machine only.
  static func machinePaths(in file: Repository.File) -> [String] {
    lines(of: file) { line in
      machinePaths.first { path in
        line.ranges(of: path).contains { range in
          guard let before = line[..<range.lowerBound].last else { return true }
          // Inside a longer path or an address it is a folder like any other.
          return !(before.isLetter || before.isNumber || "./_-~)}*…".contains(before))
        }
      }.map { "'\($0)' is a place on one machine" }
    }
  }

  private static func lines(
    of file: Repository.File, problem: (Substring) -> String?
  ) -> [String] {
    file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, line in
        problem(line).map { "\(file.path):\(index + 1): \($0)" }
      }
  }

  private static func isWord(_ line: Substring, _ range: Range<Substring.Index>) -> Bool {
    let around = [line[..<range.lowerBound].last, line[range.upperBound...].first]
    return !around.contains { $0.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
  }
}

@Suite struct TidinessTests {
  @Test func `nothing is marked as unfinished`() {
    let found = Repository.texts.flatMap { Tidiness.marks(in: $0) }
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  @Test func `no file names a place on one machine`() {
    let found = Repository.texts.flatMap { Tidiness.machinePaths(in: $0) }
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  @Test func `the root holds what the design names and nothing else`() {
    let allowed = ["Package.swift", "Sources", "Tests", "Scenarios", "Reports", "README.md"]
    // Both are made by tools and ignored by version control.
    let made = ["Package.resolved", "out"]
    for entry in Repository.rootEntries where !made.contains(entry) {
      #expect(allowed.contains(entry), "'\(entry)' does not belong into the root")
    }
    #expect(Repository.rootEntries.contains("Package.swift"))
  }

  @Test func `the package depends on no other`() {
    let code = SwiftCode.lines(of: Repository.read("Package.swift").text)
    #expect(!code.contains { $0.contains(".package(") })
    #expect(code.contains { $0.contains("Package(") })
  }

  @Test func `a mark of unfinished work is found`() {
    for mark in Tidiness.marks {
      #expect(Tidiness.marks(in: .init("A.swift", "a\n// \(mark): later")).count == 1)
      #expect(Tidiness.marks(in: .init("A.swift", "let a\(mark) = x\(mark)y")).isEmpty)
    }
  }

  @Test func `a place on one machine is found and a folder of the same name is not`() {
    for path in Tidiness.machinePaths {
      for line in ["see \(path)a.txt", "\"\(path)a\"", "\(path)a", "(file:\(path)a)"] {
        #expect(Tidiness.machinePaths(in: .init("A.md", line)).count == 1, "\(line)")
      }
      for line in ["Sources/Shop\(path)a", "https://example.org\(path)a", "..\(path)a"] {
        #expect(Tidiness.machinePaths(in: .init("A.md", line)).isEmpty, "\(line)")
      }
    }
  }
}
