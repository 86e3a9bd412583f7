import Testing

/// Finds declarations without a comment that says what they are.
private enum Documentation {
  /// Members that a protocol's own documentation explains.
  private static let witnesses: Set<String> = [
    "==", "<", "hash", "encode", "description", "debugDescription", "id", "rawValue",
  ]
  private static let typeWords: Set<String> = [
    "struct", "class", "enum", "protocol", "actor", "typealias",
  ]
  private static let memberWords: Set<String> = ["func", "var", "let", "init", "subscript"]
  private static let modifiers: Set<String> = [
    "public", "package", "internal", "private", "fileprivate", "final", "static", "mutating",
    "nonmutating", "indirect", "convenience", "required", "override", "lazy", "weak", "unowned",
    "nonisolated", "isolated", "consuming", "borrowing", "prefix", "postfix", "infix",
    "distributed", "dynamic", "open", "nonisolated(unsafe)", "private(set)", "internal(set)",
    "fileprivate(set)", "package(set)", "unowned(unsafe)",
  ]

  /// One declaration as a line of code begins it.
  struct Declaration: Equatable {
    let name: String
    let isType: Bool
    let isVisible: Bool
  }

  /// The declaration that a line of code begins, if it begins one.
  static func declaration(in line: String) -> Declaration? {
    var words = line.split(separator: " ").map(String.init)[...]
    var isVisible = false
    while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") {
      isVisible = isVisible || ["public", "package", "open"].contains(word)
      words.removeFirst()
      if word.hasPrefix("@"), word.contains("("), !word.contains(")") {
        while let part = words.popFirst(), !part.contains(")") {}
      }
    }
    // `class func` and `class var` are members.
    if words.first == "class", let next = words.dropFirst().first, memberWords.contains(next) {
      words.removeFirst()
    }
    guard let word = words.first else { return nil }
    let keyword = String(word.prefix { $0.isLetter })
    let isType = typeWords.contains(keyword)
    guard isType || memberWords.contains(keyword) else { return nil }
    if ["init", "subscript"].contains(keyword) {
      let isCall = !word.dropFirst(keyword.count).hasPrefix("(") && words.count == 1
      return isCall && !word.hasSuffix("?")
        ? nil : Declaration(name: keyword, isType: false, isVisible: isVisible)
    }
    guard word == keyword, let named = words.dropFirst().first else { return nil }
    let name = named.prefix { !"(:{=<".contains($0) }
    return Declaration(
      name: name.isEmpty ? String(named.prefix { $0 != "(" }) : String(name), isType: isType,
      isVisible: isVisible)
  }

  /// Every declaration of a file that needs a comment and has none, or one that begins badly.
  static func violations(in file: Repository.File) -> [String] {
    let raw = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " } }
    var conformance: Int?
    var depth = 0
    var found: [String] = []
    for (index, line) in SwiftCode.lines(of: file.text).enumerated() {
      let code = String(line.drop { $0 == " " })
      if conformance == nil, isConformance(code) { conformance = depth }
      if let declaration = declaration(in: code),
        declaration.isType || declaration.isVisible,
        declaration.isType || conformance == nil, !witnesses.contains(declaration.name),
        !(declaration.name == "init" && code.contains("from decoder"))
      {
        if let problem = problem(before: index, in: raw) {
          found.append("\(file.path):\(index + 1): '\(declaration.name)' \(problem)")
        }
      }
      depth += code.count { $0 == "{" } - code.count { $0 == "}" }
      if let start = conformance, depth <= start, code.contains("}") { conformance = nil }
    }
    return found
  }

  /// Whether a line begins an extension that conforms its type to a protocol.
  private static func isConformance(_ code: String) -> Bool {
    let words = code.split(separator: " ")
    guard let position = words.firstIndex(of: "extension"), position <= 1 else { return false }
    let head = words[(position + 1)...].prefix { $0 != "where" && $0 != "{" }
    return head.contains { $0.hasSuffix(":") }
  }

  private static func problem(before index: Int, in raw: [Substring]) -> String? {
    var line = index - 1
    while line >= 0, raw[line].hasPrefix("@") { line -= 1 }
    guard line >= 0, raw[line].hasPrefix("///") else { return "has no doc comment" }
    while line > 0, raw[line - 1].hasPrefix("///") { line -= 1 }
    let first = raw[line].dropFirst(3).drop { $0 == " " }
    if first.isEmpty { return "has a doc comment that begins with nothing" }
    if first.count > 100 { return "has a first line of more than 100 characters" }
    return endsSentence(first) ? nil : "has a first line that is no whole sentence"
  }

  private static func endsSentence(_ line: Substring) -> Bool {
    [".", "?", "!", ":", ".)", ".`"].contains { line.hasSuffix($0) }
  }
}

@Suite struct DocumentationTests {
  @Test func `every visible declaration and every type says what it is`() {
    let violations = Repository.sources.flatMap { Documentation.violations(in: $0) }
    #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
  }

  @Test func `a declaration without a comment is found`() {
    let samples = [
      "struct A {}", "public func f() {}", "package let a = 1", "public init(_ a: Int) {}",
      "public init?(_ a: Int) {}", "private enum B {}", "public static var c: Int { 1 }",
      "public subscript(a: Int) -> Int { a }", "@inlinable\npublic func f() {}",
      "@available(macOS 15, *) public func f() {}", "public final class C {}",
      "indirect enum D {}", "package private(set) var e = 1",
      "extension A {\n  public var x = 1\n}",
      "extension A: P {\n  struct Inner {}\n}", "package typealias F = Int",
      "extension A: P {}\nextension A {\n  public var x: Int { 1 }\n}",
    ]
    for sample in samples {
      let found = Documentation.violations(in: .init("A.swift", sample))
      #expect(found.count == 1 && found[0].contains("has no doc comment"), "\(sample): \(found)")
    }
  }

  @Test func `a comment that begins badly is found`() {
    let long = String(repeating: "x", count: 100)
    let samples = [
      ("/// \(long).\nstruct A {}", "more than 100"), ("///\n/// Text.\nstruct A {}", "nothing"),
      ("/// A text that\n/// goes on.\nstruct A {}", "no whole sentence"),
    ]
    for (sample, problem) in samples {
      let found = Documentation.violations(in: .init("A.swift", sample))
      #expect(found.count == 1 && found[0].contains(problem), "\(sample): \(found)")
    }
  }

  @Test func `what is explained elsewhere may go without`() {
    let samples = [
      "/// An A.\n@frozen\npublic struct A {}", "func f() {\n  let a = 1\n}", "private var a = 1",
      "extension A: P where B: Q {\n  public func f() {}\n}",
      "public static func == (a: A, b: A) -> Bool { true }", "public func hash(into h: Int) {}",
      "public init(from decoder: any Decoder) throws {}", "let s = \"public struct A {}\"",
      "/// The a.\npublic var a: Int { 1 }", "var description: String { a }", "init(a: Int) {}",
      "self.init(a)", "// public struct A",
    ]
    for sample in samples {
      let found = Documentation.violations(in: .init("A.swift", sample))
      #expect(found.isEmpty, "\(sample): \(found)")
    }
  }
}
