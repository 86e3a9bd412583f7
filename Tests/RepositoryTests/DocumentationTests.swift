import Testing

/// Finds declarations without a comment that says what they are.
private enum Documentation {
  /// Members that a protocol's own documentation explains.
  private static let witnesses: Set<String> = [
    "==", "<", "hash", "encode", "description", "debugDescription", "id", "rawValue",
    "enqueue", "asUnownedSerialExecutor", "unownedExecutor", "appendLiteral", "makeIterator",
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

  /// The names that protocols of these files require of the types that conform to them.
  static func requirements(of files: [Repository.File]) -> Set<String> {
    var names: Set<String> = []
    for file in files {
      var scopes = Scopes()
      for (code, header) in codeLines(of: file) {
        if scopes.innermost == .protocolBody, let name = requirement(in: code) {
          names.insert(name)
        }
        scopes.pass(code, header: header)
      }
    }
    return names
  }

  private static func requirement(in code: String) -> String? {
    let alias = code.replacing("associatedtype ", with: "typealias ")
    return declaration(in: alias).map(\.name)
  }

  /// Every declaration of a file that needs a comment and has none, or one that begins badly.
  ///
  /// What a protocol requires is explained there, and what overrides something where that is.
  static func violations(
    in file: Repository.File, requirements: Set<String> = []
  ) -> [String] {
    let raw = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " } }
    var scopes = Scopes()
    var found: [String] = []
    for (index, (code, header)) in codeLines(of: file).enumerated() {
      defer { scopes.pass(code, header: header) }
      guard let declaration = declaration(in: code),
        declaration.isType || declaration.isVisible, !witnesses.contains(declaration.name),
        !(declaration.name == "init" && code.contains("from decoder")),
        !code.split(separator: " ").contains("override")
      else { continue }
      switch scopes.innermost {
      case .conformingExtension where !declaration.isType: continue
      case .conformingExtension, .conformingType:
        if requirements.contains(declaration.name) { continue }
      case .other, .protocolBody: break
      }
      if let problem = problem(before: index, in: raw) {
        found.append("\(file.path):\(index + 1): '\(declaration.name)' \(problem)")
      }
    }
    return found
  }

  /// The lines of a file's code without indentation, each with the lines up to the next brace.
  private static func codeLines(of file: Repository.File) -> [(code: String, header: String)] {
    let lines = SwiftCode.lines(of: file.text).map { String($0.drop { $0 == " " }) }
    return lines.indices.map { index in
      var header = lines[index]
      for line in lines[(index + 1)...].prefix(4) where !header.contains("{") {
        header += " \(line)"
      }
      return (lines[index], String(header.prefix { $0 != "{" }))
    }
  }

  /// Where in the braces of a file a line stands.
  private struct Scopes {
    /// A pair of braces, as far as it matters to comments.
    enum Kind {
      case protocolBody, conformingType, conformingExtension, other
    }

    private var open: [Kind] = []

    var innermost: Kind { open.last ?? .other }

    /// Goes past a line; the first brace it opens belongs to what it declares.
    mutating func pass(_ code: String, header: String) {
      var kind = pending ?? Scopes.kind(of: header)
      for character in code {
        if character == "{" {
          open.append(kind)
          kind = .other
        }
        if character == "}" { _ = open.popLast() }
      }
      pending = code.contains("{") || kind == .other ? nil : kind
    }

    /// What a header began whose brace is still to come.
    private var pending: Kind?

    private static func kind(of header: String) -> Kind {
      let words = header.split(separator: " ").prefix { $0 != "where" }
      guard
        let position = words.firstIndex(where: {
          typeWords.contains(String($0)) || $0 == "extension"
        }), words[..<position].allSatisfy({ modifiers.contains(String($0)) || $0.hasPrefix("@") })
      else { return .other }
      if words[position] == "protocol" { return .protocolBody }
      let conforms = words[position...].contains { $0.hasSuffix(":") }
      guard conforms else { return .other }
      return words[position] == "extension" ? .conformingExtension : .conformingType
    }
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
    let requirements = Documentation.requirements(of: Repository.sources)
    let violations = Repository.sources.flatMap {
      Documentation.violations(in: $0, requirements: requirements)
    }
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

  @Test func `what a protocol requires is found and exempt only where a type conforms`() {
    let rules = Repository.File(
      "P.swift",
      """
      /// A P.
      public protocol P {
        /// An inner.
        associatedtype Inner: Sendable
        /// An f.
        func f(
          a: Int
        ) -> Int
        /// A v.
        var v: Int { get }
      }
      public func other() {}
      """)
    let requirements = Documentation.requirements(of: [rules])
    #expect(requirements == ["Inner", "f", "v"])
    func problems(_ text: String) -> Int {
      Documentation.violations(in: .init("A.swift", text), requirements: requirements).count
    }
    let members = "  public func f() {}\n  public typealias Inner = Int\n  public var w = 1\n}"
    #expect(problems("/// An A.\nstruct A: P {\n" + members) == 1)
    #expect(problems("/// An A.\nstruct A<B>:\n  P\n{\n" + members) == 1)
    #expect(problems("/// An A.\nstruct A {\n" + members) == 3)
    #expect(problems("/// An A.\nclass A {\n  public override func g() {}\n}") == 0)
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
